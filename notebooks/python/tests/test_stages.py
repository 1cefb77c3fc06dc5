# SPDX-License-Identifier: Apache-2.0
"""The other linear stages: fits, models and files, beside the JVM and MLlib."""

import numpy as np
import pytest
from pyspark.ml import regression as mllib
from pyspark.ml.classification import LinearSVCModel as MLlibLinearSVCModel
from pyspark.ml.evaluation import RegressionEvaluator
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from pyspark.sql import functions as F

import sparkoptim.ml as ml

SETTINGS = {
    "LinearRegression": {"maxIter": 20, "regParam": 0.01, "elasticNetParam": 0.5},
    "LinearSVC": {"maxIter": 10, "regParam": 0.01, "loss": "squaredHinge"},
    "PoissonRegression": {"maxIter": 20, "regParam": 0.01},
}
MLLIB = {
    "LinearRegression": mllib.LinearRegressionModel,
    "LinearSVC": MLlibLinearSVCModel,
    "PoissonRegression": mllib.GeneralizedLinearRegressionModel,
}


@pytest.fixture(scope="module", params=sorted(SETTINGS))
def fitted(request, cancer):
    """The name of a stage, and a model of it."""
    return request.param, getattr(ml, request.param)(**SETTINGS[request.param]).fit(cancer)


def predictions(model, rows):
    return [row.prediction for row in model.transform(rows).select("prediction").collect()]


def test_fit_has_the_bits_of_a_fit_in_the_jvm(spark, cancer, fitted):
    name, model = fitted
    java = getattr(spark._jvm.sparkoptim.ml, name)()
    for param, value in SETTINGS[name].items():
        java.set(param, value)
    assert model.weightsSha256 == java.fit(cancer._jdf).weightsSha256() == model.summary.weightsSha256
    assert model.summary.rows == 569 and model.summary.objective == model.summary.curve.objective.iloc[-1]


def test_predictions_are_the_coefficients_times_the_row(cancer, fitted):
    name, model = fitted
    features = np.array([row.features.toArray() for row in cancer.select("features").collect()])
    scores = features @ model.coefficients.toArray() + model.intercept
    if name == "LinearSVC":
        scores = scores > model.getThreshold()
    elif name == "PoissonRegression":
        scores = np.exp(scores)
    np.testing.assert_allclose(predictions(model, cancer), scores, rtol=1e-9)
    assert repr(model) == f"{name}Model: uid={model.uid}, numFeatures=30"


def test_model_is_saved_and_loaded(cancer, fitted, tmp_path):
    name, model = fitted
    model.save(str(tmp_path / "model"))
    loaded = getattr(ml, f"{name}Model").load(str(tmp_path / "model"))
    assert loaded.weightsSha256 == model.weightsSha256 and not loaded.hasSummary
    assert predictions(loaded, cancer) == predictions(model, cancer)
    stage = getattr(ml, name)(**SETTINGS[name])
    stage.save(str(tmp_path / "stage"))
    again = getattr(ml, name).load(str(tmp_path / "stage"))
    assert {param: again.getOrDefault(param) for param in SETTINGS[name]} == SETTINGS[name]


def test_to_mllib_predicts_the_same(cancer, fitted):
    name, model = fitted
    theirs = model.toMLlib()
    assert type(theirs) is MLLIB[name]
    np.testing.assert_allclose(predictions(theirs, cancer), predictions(model, cancer), rtol=1e-12)


def test_model_setters_reach_the_jvm(cancer):
    svc = ml.LinearSVC(maxIter=3, regParam=0.1).fit(cancer)
    assert set(predictions(svc.setThreshold(1e9), cancer)) == {0.0}
    poisson = ml.PoissonRegression(maxIter=3, regParam=0.1).fit(cancer).setLinkPredictionCol("link")
    row = poisson.transform(cancer).select("prediction", F.exp("link").alias("mean")).first()
    assert row.prediction == pytest.approx(row["mean"], rel=1e-12)


def test_perceptron_is_fitted_saved_and_loaded(cancer, tmp_path):
    model = ml.MultilayerPerceptronClassifier(layers=[30, 3, 2], maxIter=5).fit(cancer)
    assert model.numFeatures == 30 and model.weights.size == 30 * 3 + 3 + 3 * 2 + 2
    assert model.summary.optimMethod.startswith("plain + lbfgs")
    model.save(str(tmp_path / "model"))
    loaded = ml.MultilayerPerceptronClassificationModel.load(str(tmp_path / "model"))
    assert loaded.weights == model.weights and predictions(loaded, cancer) == predictions(model, cancer)
    again = ml.MultilayerPerceptronClassifier(layers=[30, 3, 2], initialWeights=model.weights, maxIter=0).fit(cancer)
    np.testing.assert_allclose(again.weights.toArray(), model.weights.toArray(), rtol=0)


def test_perceptron_of_numbers_is_fitted_saved_and_loaded(cancer, tmp_path):
    model = ml.MultilayerPerceptronRegressor(layers=[30, 3, 1], maxIter=5).fit(cancer)
    assert model.weights.size == 30 * 3 + 3 + 3 + 1
    assert model.labelMean == pytest.approx(357 / 569) and 0 < model.labelDeviation < 1
    assert model.summary.optimMethod.startswith("plain + lbfgs")
    model.save(str(tmp_path / "model"))
    loaded = ml.MultilayerPerceptronRegressionModel.load(str(tmp_path / "model"))
    assert loaded.weights == model.weights and predictions(loaded, cancer) == predictions(model, cancer)


def test_class_weights_may_be_a_dict(cancer):
    weighed = ml.LinearSVC(maxIter=10, regParam=0.1, classWeights={1: 5})
    assert weighed.getClassWeights() == "1: 5.0"
    listed = ml.LinearSVC(maxIter=10, regParam=0.1, classWeights="1, 5")
    assert weighed.fit(cancer).weightsSha256 == listed.fit(cancer).weightsSha256


def test_probabilities_are_held_against_labels(cancer):
    model = ml.LogisticRegression(maxIter=20, regParam=0.1).fit(cancer)
    for summary in (model.summary, model.evaluate(cancer)):
        table = summary.calibration
        assert list(table.columns) == ["from", "to", "rows", "weight", "meanProbability", "observed"]
        assert table.rows.sum() == 569 and (table["from"] <= table.meanProbability).all()
        error = (table.weight * (table.meanProbability - table.observed).abs()).sum() / table.weight.sum()
        assert summary.calibrationError == pytest.approx(error)
    assert not hasattr(ml.LinearRegression(maxIter=2).fit(cancer).summary, "calibration")


def test_cross_validation_over_penalties_is_one_path(cancer):
    stage = ml.LinearRegression(elasticNetParam=0.5, tol=1e-10)
    strengths = [0.01, 1.0, 0.1]
    grid = ParamGridBuilder().addGrid(stage.regParam, strengths).build()
    found = dict(stage.fitMultiple(cancer, grid))
    assert [found[index].getRegParam() for index in range(3)] == strengths
    for index, strength in enumerate(strengths):
        alone = stage.copy({stage.regParam: strength}).fit(cancer)
        np.testing.assert_allclose(found[index].coefficients.toArray(), alone.coefficients.toArray(), atol=1e-3)
    model = CrossValidator(
        estimator=stage, estimatorParamMaps=grid, evaluator=RegressionEvaluator(), numFolds=2, parallelism=2
    ).fit(cancer)
    assert len(model.avgMetrics) == 3 and model.bestModel.hasSummary
    both = ParamGridBuilder().addGrid(stage.regParam, [0.1]).addGrid(stage.maxIter, [2, 3]).build()
    assert sorted(index for index, _ in stage.fitMultiple(cancer, both)) == [0, 1]
