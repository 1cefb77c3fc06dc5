# SPDX-License-Identifier: Apache-2.0
"""Summaries and evaluate: all members that MLlib's have, with the figures that MLlib has of the same predictions."""

import inspect

import numpy as np
import pytest
from pyspark.ml import classification, regression
from pyspark.sql import DataFrame

from sparkoptim import ml

# A stage, whether its labels are of two classes, PySpark's summary of rows, and that of a training.
CASES = {
    "binary": (
        lambda: ml.LogisticRegression(regParam=0.01, weightCol="weight"),
        classification.BinaryLogisticRegressionSummary,
        classification.BinaryLogisticRegressionTrainingSummary,
    ),
    "multinomial": (
        lambda: ml.LogisticRegression(maxIter=3),
        classification.LogisticRegressionSummary,
        classification.LogisticRegressionTrainingSummary,
    ),
    "svc": (
        lambda: ml.LinearSVC(regParam=0.01, maxIter=20),
        classification.LinearSVCSummary,
        classification.LinearSVCTrainingSummary,
    ),
    "line": (
        lambda: ml.LinearRegression(regParam=0.01, weightCol="weight", solver="l-bfgs"),
        regression.LinearRegressionSummary,
        regression.LinearRegressionTrainingSummary,
    ),
    "counts": (
        lambda: ml.PoissonRegression(regParam=0.01, maxIter=20),
        regression.GeneralizedLinearRegressionSummary,
        regression.GeneralizedLinearRegressionSummary,
    ),
    "perceptron": (
        lambda: ml.MultilayerPerceptronClassifier(layers=[64, 3], maxIter=3),
        classification.MultilayerPerceptronClassificationSummary,
        classification.MultilayerPerceptronClassificationTrainingSummary,
    ),
}
# Of the normal equations alone; MLlib raises for other solvers.
NORMAL = {"coefficientStandardErrors", "tValues", "pValues"}


@pytest.fixture(scope="module", params=sorted(CASES))
def case(request, cancer, digits):
    """A fitted model, its rows, and PySpark's two classes."""
    make, of_rows, of_training = CASES[request.param]
    rows = digits if request.param in ("multinomial", "perceptron") else cancer
    return make().fit(rows), rows, of_rows, of_training


def members(kind):
    """The public members of a class of PySpark's, but those of JavaWrapper."""
    return [name for name, _ in inspect.getmembers(kind) if not name.startswith("_") and name not in NORMAL]


def value(summary, name):
    found = getattr(summary, name)
    found = found() if callable(found) else found
    if isinstance(found, DataFrame):
        numbers = [column for column, kind in found.dtypes if kind in ("double", "int")]
        return found.columns, np.sort(np.array(found.select(numbers).collect(), dtype=float), axis=0)
    return found


def assert_same(found, expected, name):
    if isinstance(expected, tuple):
        assert found[0] == expected[0], name
        found, expected = found[1], expected[1]
    if isinstance(expected, str):
        assert found == expected, name
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9, err_msg=name)


def test_evaluate_has_all_figures_of_mllibs(case):
    model, rows, of_rows, _ = case
    summary = model.evaluate(rows)
    assert isinstance(summary, of_rows) and type(summary).__module__ == "sparkoptim.ml._figures"
    theirs = model.toMLlib().evaluate(rows) if hasattr(model, "toMLlib") else None
    names = members(of_rows)
    assert len(names) > 10
    for name in names:
        found = value(summary, name)
        # Without weights MLlib's names a column that there is not.
        if theirs is not None and (name != "weightCol" or model.isSet("weightCol")):
            assert_same(found, value(theirs, name), name)


def test_summary_of_the_training_has_them_too(case):
    model, rows, of_rows, of_training = case
    summary, evaluated = model.summary, model.evaluate(rows)
    assert isinstance(summary, of_training) and isinstance(summary, ml.TrainingSummary)
    for name in members(of_rows):
        assert_same(value(summary, name), value(evaluated, name), name)
    history = summary.objectiveHistory
    assert history[-1] == pytest.approx(summary.objective) and summary.totalIterations == len(history) - 1 > 0
    assert repr(summary).startswith("TrainingSummary: ")


def test_evaluate_takes_frames_of_pandas(cancer):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0], "b": [1.0, 1.0, 0.0, 0.0, 1.0, 0.0]})
    frame["label"] = [0.0, 0.0, 1.0, 0.0, 1.0, 1.0]
    model = ml.LogisticRegression(regParam=0.1).fit(frame)
    assert model.evaluate(frame).accuracy == (model.transform(frame).prediction == frame.label).mean()
