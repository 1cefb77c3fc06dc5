# SPDX-License-Identifier: Apache-2.0
"""Fits, models, and PySpark's classes around them."""

import numpy as np
import pytest
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.classification import OneVsRest, OneVsRestModel
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
from pyspark.ml.feature import StandardScaler
from pyspark.ml.tuning import (
    CrossValidator,
    CrossValidatorModel,
    ParamGridBuilder,
    TrainValidationSplit,
    TrainValidationSplitModel,
)
from pyspark.sql import DataFrame

import sparkoptim
from sparkoptim.ml import LogisticRegression, LogisticRegressionModel


@pytest.fixture(scope="module")
def binary(cancer):
    return LogisticRegression(regParam=0.01).fit(cancer)


@pytest.fixture(scope="module")
def multinomial(digits):
    return LogisticRegression(maxIter=5, regParam=0.01).fit(digits)


def predictions(model, rows):
    return [row.prediction for row in model.transform(rows).select("prediction").collect()]


def test_fit_has_the_bits_of_a_fit_in_the_jvm(spark, digits, multinomial):
    java = spark._jvm.sparkoptim.ml.LogisticRegression().setMaxIter(5).setRegParam(0.01).fit(digits._jdf)
    assert multinomial.weightsSha256 == java.weightsSha256() == multinomial.summary.weightsSha256


def test_multinomial_margins_are_the_matrix_times_the_row(digits, multinomial):
    assert multinomial.isMultinomial and (multinomial.numClasses, multinomial.numFeatures) == (3, 64)
    row = digits.first().features
    margins = multinomial.coefficientMatrix.toArray() @ row.toArray() + multinomial.interceptVector.toArray()
    np.testing.assert_allclose(multinomial.predictRaw(row).toArray(), margins, rtol=1e-12, atol=1e-12)
    assert multinomial.predict(row) == np.argmax(margins)
    assert multinomial.predictProbability(row).toArray().sum() == pytest.approx(1)


def test_binary_margin_is_the_coefficients_times_the_row(cancer, binary):
    row = cancer.first().features
    margin = binary.coefficients.toArray() @ row.toArray() + binary.intercept
    assert binary.predictRaw(row)[1] == pytest.approx(margin, rel=1e-10)


def test_binary_getters_of_a_multinomial_model_say_what_to_use(multinomial):
    with pytest.raises(sparkoptim.UnsupportedOperationError, match="use coefficientMatrix"):
        multinomial.coefficients


def test_repr_of_a_model_has_sizes(multinomial):
    assert repr(multinomial) == f"LogisticRegressionModel: uid={multinomial.uid}, numClasses=3, numFeatures=64"


def test_summary_tells_how_the_model_was_trained(cancer, binary):
    summary = binary.summary
    assert summary.stopReason == "converged" and summary.rows == 569 and summary.features == 30
    assert summary.engine and summary.optimMethod.startswith("plain + sampled-newton")
    assert 0 < summary.passes < 100 and summary.steps > 0 and summary.seconds > 0
    assert "converged after" in repr(summary)
    curve = summary.curve
    assert list(curve.columns) == [
        "step", "epoch", "passes", "objective", "gradientNorm", "stepSize", "seconds",
    ]
    assert curve.objective.iloc[-1] == summary.objective < curve.objective.iloc[0]


def test_plot_draws_without_a_display(binary):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    axes = binary.summary.plot(y="objective")
    (line,) = axes.get_lines()
    assert axes.get_xlabel() == "passes" and axes.get_yscale() == "log"
    assert list(line.get_ydata()) == list(binary.summary.curve.objective)
    again = binary.summary.plot("seconds", "gradientNorm", ax=axes)
    assert again is axes
    with pytest.raises(ValueError, match="no column loss"):
        binary.summary.plot(y="loss")


def test_loaded_model_has_no_summary(binary, cancer, tmp_path):
    path = str(tmp_path / "model")
    binary.save(path)
    loaded = LogisticRegressionModel.load(path)
    assert binary.hasSummary and not loaded.hasSummary
    with pytest.raises(RuntimeError, match="loaded"):
        loaded.summary
    assert loaded.weightsSha256 == binary.weightsSha256
    assert predictions(loaded, cancer) == predictions(binary, cancer)


def test_stage_is_saved_and_loaded_with_its_params(spark, tmp_path):
    path = str(tmp_path / "stage")
    LogisticRegression(maxIter=7, thresholds=[0.4, 0.6], optimMethod="svrg(every=2) + local").save(path)
    loaded = LogisticRegression.load(path)
    assert type(loaded) is LogisticRegression
    assert (loaded.getMaxIter(), loaded.getThresholds()) == (7, [0.4, 0.6])
    assert loaded.getOptimMethod() == "svrg(every=2) + local"


def test_pipeline_saved_by_the_jvm_loads_as_ours(spark, cancer, tmp_path):
    jvm, path = spark._jvm, str(tmp_path / "model")
    stages = spark.sparkContext._gateway.new_array(jvm.org.apache.spark.ml.PipelineStage, 1)
    stages[0] = jvm.sparkoptim.ml.LogisticRegression().setMaxIter(3)
    java = jvm.org.apache.spark.ml.Pipeline().setStages(stages).fit(cancer._jdf)
    java.write().save(path)
    loaded = PipelineModel.load(path)
    (model,) = loaded.stages
    assert type(model) is LogisticRegressionModel and model.getMaxIter() == 3
    theirs = [row.prediction() if callable(row) else row for row in predictions(loaded, cancer)]
    assert len(theirs) == 569 and set(theirs) == {0.0, 1.0}


def test_pipeline_saved_by_a_job_loads_and_predicts_the_same(spark, home, tmp_path):
    data = home / ".spark-optim" / "data" / "digits.libsvm"
    if not data.exists():
        pytest.skip("no .spark-optim/data/digits.libsvm: run bin/test")
    (tmp_path / "job.conf").write_text(
        f"""data {{ format = libsvm, train = "{data}", split.first = 1000 }}
features = [{{ class = MinMaxScaler, params {{ inputCol = features, outputCol = scaled }} }}]
stage {{ class = LogisticRegression, params {{ featuresCol = scaled, maxIter = 3 }} }}
evaluate.replicates = 0
report = false
output = "{tmp_path / "job"}"
""",
        encoding="utf-8",
    )
    jvm = spark._jvm
    arguments = spark.sparkContext._gateway.new_array(jvm.String, 2)
    arguments[0], arguments[1] = "train", str(tmp_path / "job.conf")
    said = jvm.java.io.ByteArrayOutputStream()
    stream = jvm.java.io.PrintStream(said)
    assert jvm.sparkoptim.jobs.Main.run(arguments, stream, stream) == 0, said.toString()
    (folder,) = [path.parent for path in (tmp_path / "job").rglob("stages")]
    loaded = PipelineModel.load(str(folder))
    assert type(loaded.stages[1]) is LogisticRegressionModel
    rows = spark.read.format("libsvm").option("numFeatures", "64").load(str(data))
    theirs = DataFrame(jvm.org.apache.spark.ml.PipelineModel.load(str(folder)).transform(rows._jdf), spark)
    assert predictions(loaded, rows) == [row.prediction for row in theirs.select("prediction").collect()]


def test_pipeline_is_saved_and_loaded(cancer, tmp_path):
    scaler = StandardScaler(inputCol="features", outputCol="scaled")
    pipeline = Pipeline(stages=[scaler, LogisticRegression(featuresCol="scaled", maxIter=3)])
    model = pipeline.fit(cancer)
    model.save(str(tmp_path / "model"))
    pipeline.save(str(tmp_path / "pipeline"))
    loaded = PipelineModel.load(str(tmp_path / "model"))
    assert type(loaded.stages[1]) is LogisticRegressionModel
    assert predictions(loaded, cancer) == predictions(model, cancer)
    assert type(Pipeline.load(str(tmp_path / "pipeline")).getStages()[1]) is LogisticRegression


def test_cross_validator_in_parallel_is_saved_and_loaded(cancer, tmp_path):
    stage = LogisticRegression(maxIter=3)
    grid = ParamGridBuilder().addGrid(stage.regParam, [0.01, 100.0]).build()
    validator = CrossValidator(
        estimator=stage,
        estimatorParamMaps=grid,
        evaluator=MulticlassClassificationEvaluator(metricName="accuracy"),
        numFolds=2,
        parallelism=2,
        seed=1,
    )
    model = validator.fit(cancer)
    assert model.avgMetrics[0] > model.avgMetrics[1] > 0
    assert type(model.bestModel) is LogisticRegressionModel and model.bestModel.getRegParam() == 0.01
    model.save(str(tmp_path / "model"))
    loaded = CrossValidatorModel.load(str(tmp_path / "model"))
    assert loaded.bestModel.weightsSha256 == model.bestModel.weightsSha256
    validator.save(str(tmp_path / "validator"))
    assert type(CrossValidator.load(str(tmp_path / "validator")).getEstimator()) is LogisticRegression


def test_train_validation_split_is_saved_and_loaded(cancer, tmp_path):
    stage = LogisticRegression(maxIter=3)
    split = TrainValidationSplit(
        estimator=stage,
        estimatorParamMaps=ParamGridBuilder().addGrid(stage.regParam, [0.01, 0.1]).build(),
        evaluator=MulticlassClassificationEvaluator(metricName="accuracy"),
        seed=1,
    )
    model = split.fit(cancer)
    model.save(str(tmp_path / "model"))
    loaded = TrainValidationSplitModel.load(str(tmp_path / "model"))
    assert type(loaded.bestModel) is LogisticRegressionModel


def test_one_vs_rest_is_saved_and_loaded(digits, tmp_path):
    model = OneVsRest(classifier=LogisticRegression(maxIter=3), parallelism=2).fit(digits)
    assert [type(each) for each in model.models] == [LogisticRegressionModel] * 3
    model.save(str(tmp_path / "model"))
    assert predictions(OneVsRestModel.load(str(tmp_path / "model")), digits) == predictions(model, digits)


def test_weights_count_through_transform_and_one_vs_rest(cancer, digits, tmp_path):
    stage = LogisticRegression(weightCol="weight", regParam=0.01)
    model = stage.fit(cancer)
    assert model.weightsSha256 != LogisticRegression(regParam=0.01).fit(cancer).weightsSha256
    assert len(predictions(model, cancer)) == 569
    model.save(str(tmp_path / "model"))
    assert LogisticRegressionModel.load(str(tmp_path / "model")).weightsSha256 == model.weightsSha256
    many = OneVsRest(classifier=LogisticRegression(maxIter=2), weightCol="weight").fit(digits)
    assert len(many.models) == 3


def test_to_mllib_gives_mllibs_model_with_evaluate(cancer, binary):
    from pyspark.ml.classification import LogisticRegressionModel as MLlib

    theirs = binary.toMLlib()
    assert type(theirs) is MLlib
    assert list(theirs.coefficients) == list(binary.coefficients)
    assert theirs.evaluate(cancer).areaUnderROC > 0.98
