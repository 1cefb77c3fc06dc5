# SPDX-License-Identifier: Apache-2.0
"""What the linear stages have beyond MLlib's."""

import pytest
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.functions import vector_to_array
from pyspark.ml.linalg import Matrices, Vectors
from pyspark.sql.functions import col

from sparkoptim import ml


@pytest.fixture(scope="module")
def named(cancer):
    """The first features under names."""
    values = cancer.withColumn("values", vector_to_array("features")).drop("features")
    names = ["radius", "texture", "perimeter"]
    for index, name in enumerate(names):
        values = values.withColumn(name, col("values")[index])
    return VectorAssembler(inputCols=names, outputCol="features").transform(values).cache()


def test_a_fit_starts_from_a_model(named):
    cold = ml.LogisticRegression(regParam=0.01).fit(named)
    warm = ml.LogisticRegression(regParam=0.01).setInitialModel(cold).fit(named)
    assert warm.summary.passes < cold.summary.passes
    assert warm.summary.objective == pytest.approx(cold.summary.objective, rel=1e-8)


def test_a_path_has_a_model_for_each_strength(named):
    strengths = [0.1, 0.01]
    models = ml.LinearRegression(tol=1e-10).fitPath(named, strengths)
    assert [model.getRegParam() for model in models] == strengths
    single = ml.LinearRegression(tol=1e-10, regParam=0.01).fit(named)
    assert list(models[1].coefficients) == pytest.approx(list(single.coefficients), rel=1e-4)
    assert "prediction" in models[0].transform(named).columns


def test_importances_have_names(named):
    model = ml.LogisticRegression(classWeights="balanced").fit(named)
    assert model.featureNames == ["radius", "texture", "perimeter"]
    frame = model.summary.featureImportances
    assert sorted(frame["name"]) == sorted(model.featureNames)
    assert frame["importance"].is_monotonic_decreasing


def test_bounds_are_kept(named):
    upper = Matrices.dense(1, 3, [0.0, 0.0, 0.5])
    stage = ml.LogisticRegression(upperBoundsOnCoefficients=upper, lowerBoundsOnIntercepts=Vectors.dense([-3.0]))
    model = stage.fit(named)
    assert all(value <= bound for value, bound in zip(model.coefficients, [0.0, 0.0, 0.5]))
    assert model.intercept >= -3.0
