# SPDX-License-Identifier: Apache-2.0
"""ONNX and PMML files, read by onnxruntime and pypmml: their outputs are the model's."""

from glob import glob

import numpy as np
import pandas as pd
import pytest
from pyspark.ml.linalg import Vectors
from pyspark.sql.functions import col, exp

from sparkoptim import ml


def answers(model, rows, path):
    """What onnxruntime makes of the rows, by name, and what the model makes of them."""
    onnxruntime = pytest.importorskip("onnxruntime", reason="not installed: bin/python-test-requirements.txt")
    model.write().overwrite().format("onnx").save(str(path))
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    features = np.array([row.features.toArray() for row in rows.select("features").collect()])
    names = [output.name for output in session.get_outputs()]
    found = dict(zip(names, session.run(names, {"features": features})))
    return found, model.transform(rows).collect()


def test_classifiers_have_the_same_classes_and_probabilities(cancer, digits, tmp_path):
    for model, rows in (
        (ml.LogisticRegression(regParam=0.01).fit(cancer), cancer),
        (ml.LogisticRegression(regParam=0.01, threshold=0.9).fit(cancer), cancer),
        (ml.LogisticRegression(maxIter=5).fit(digits), digits),
        (ml.LogisticRegression(maxIter=5, thresholds=[0.1, 0.6, 0.3]).fit(digits), digits),
    ):
        found, expected = answers(model, rows, tmp_path / "model.onnx")
        assert found["prediction"].tolist() == [row.prediction for row in expected]
        probability = np.array([row.probability.toArray() for row in expected])
        np.testing.assert_allclose(found["probability"], probability, rtol=1e-9, atol=1e-12)


def test_margins_and_numbers_are_the_same(cancer, tmp_path):
    svc = ml.LinearSVC(regParam=0.01, threshold=0.2, maxIter=20).fit(cancer)
    found, expected = answers(svc, cancer, tmp_path / "model.onnx")
    assert found["prediction"].tolist() == [row.prediction for row in expected]
    margins = [row.rawPrediction[1] for row in expected]
    np.testing.assert_allclose(found["margin"][:, 0], margins, rtol=1e-9, atol=1e-9)
    counts = cancer.withColumn("label", exp(col("label")))
    for stage in (ml.LinearRegression(regParam=0.01), ml.PoissonRegression(regParam=0.01, maxIter=20)):
        found, expected = answers(stage.fit(counts), counts, tmp_path / "model.onnx")
        np.testing.assert_allclose(found["prediction"], [row.prediction for row in expected], rtol=1e-9)


def test_certainty_is_no_infinity(spark, tmp_path):
    rows = spark.createDataFrame([(2.0, Vectors.dense(1.0, 2.0)), (2.0, Vectors.dense(3.0, 5.0))], ["label", "features"])
    model = ml.LogisticRegression(family="multinomial").fit(rows)
    found, _ = answers(model, rows, tmp_path / "model.onnx")
    np.testing.assert_allclose(found["probability"], [[0.0, 0.0, 1.0]] * 2, atol=1e-300)
    assert found["prediction"].tolist() == [2, 2]


@pytest.fixture(scope="module")
def pmml():
    """What pypmml, which has a JVM of its own, makes of the rows: a frame."""
    pypmml = pytest.importorskip("pypmml", reason="pypmml is not installed: bin/python-test-requirements.txt")

    def read(model, rows, folder):
        model.write().overwrite().format("pmml").save(str(folder))
        (part,) = glob(str(folder / "part-*"))
        features = np.array([row.features.toArray() for row in rows.select("features").collect()])
        columns = [f"field_{index}" for index in range(features.shape[1])]
        return pypmml.Model.load(part).predict(pd.DataFrame(features, columns=columns))

    yield read
    pypmml.Model.close()


def test_pmml_has_the_same_predictions(cancer, digits, pmml, tmp_path):
    for stage, rows in (
        (ml.LogisticRegression(regParam=0.01), cancer),
        (ml.LogisticRegression(regParam=0.01, threshold=0.9), cancer),
        (ml.LogisticRegression(maxIter=5), digits),
        (ml.LogisticRegression(maxIter=5, thresholds=[0.1, 0.6, 0.3]), digits),
        (ml.LinearSVC(regParam=0.01, threshold=0.2, maxIter=20), cancer),
        (ml.LinearRegression(regParam=0.01), cancer),
        (ml.PoissonRegression(regParam=0.01, maxIter=20), cancer),
    ):
        model = stage.fit(rows)
        found = pmml(model, rows, tmp_path / "pmml")
        expected = model.transform(rows).collect()
        np.testing.assert_allclose(found["prediction"].astype(float), [row.prediction for row in expected], rtol=1e-9)
        for k in range(model.numClasses if "probability" in model.transform(rows).columns else 0):
            probability = [row.probability[k] for row in expected]
            np.testing.assert_allclose(found[f"probability_{k}"].astype(float), probability, rtol=1e-6, atol=1e-12)
