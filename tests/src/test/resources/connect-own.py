# SPDX-License-Identifier: Apache-2.0
"""The Python package over Spark Connect, from a client without Java: connect-own.py ADDRESS FOLDER."""

import math
import random
import sys

import sparkoptim
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.classification import LogisticRegressionModel as OfMLlib
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.linalg import Vectors
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from pyspark.sql import SparkSession
from sparkoptim import ml

address, folder = sys.argv[1:]
spark = SparkSession.builder.remote(address).getOrCreate()
chance = random.Random(5)
rows = []
for index in range(400):
    values = [chance.gauss(0, 1) for _ in range(6)]
    score = values[0] - 2 * values[1] + 0.5 * values[2] + chance.gauss(0, 1)
    rows.append((float(score > 0), float(score), float(index % 3), Vectors.dense(values)))
data = spark.createDataFrame(rows, ["label", "score", "count", "features"])

STAGES = {
    "logistic": (
        ml.LogisticRegression(regParam=0.01, optimMethod="svrg + sgd + bb", maxIter=20),
        ml.LogisticRegressionModel,
    ),
    "linear": (ml.LinearRegression(labelCol="score", elasticNetParam=0.5, regParam=0.1), ml.LinearRegressionModel),
    "svc": (ml.LinearSVC(regParam=0.01), ml.LinearSVCModel),
    "poisson": (ml.PoissonRegression(labelCol="count"), ml.PoissonRegressionModel),
    "perceptron": (
        ml.MultilayerPerceptronClassifier(layers=[6, 4, 2], maxIter=10),
        ml.MultilayerPerceptronClassificationModel,
    ),
    "perceptron-of-numbers": (
        ml.MultilayerPerceptronRegressor(layers=[6, 4, 1], maxIter=10, labelCol="score"),
        ml.MultilayerPerceptronRegressionModel,
    ),
    "classes": (
        ml.NetworkClassifier(network="dense(4) tanh dense(2)", backend="core", maxIter=2),
        ml.NetworkClassificationModel,
    ),
    "number": (
        ml.NetworkRegressor(network="dense(4) tanh dense(1)", backend="core", maxIter=2, labelCol="score"),
        ml.NetworkRegressionModel,
    ),
}


def refused(kind, call):
    try:
        call()
    except kind as error:
        return str(error)
    raise AssertionError(f"{kind.__name__} was expected")


def close(these, those):
    return all(math.isclose(one, other, rel_tol=1e-9) for one, other in zip(these, those))


def predictions(model):
    return [row.prediction for row in model.transform(data).select("prediction").collect()]


for name, (stage, kind) in STAGES.items():
    stage.save(f"{folder}/{name}-stage")
    loaded = type(stage).load(f"{folder}/{name}-stage")
    assert loaded.uid == stage.uid and loaded.extractParamMap() == stage.extractParamMap(), name
    fitted = stage.fit(data)
    assert isinstance(fitted, kind) and fitted.uid == stage.uid and fitted.numFeatures == 6
    before = predictions(fitted)
    assert len(before) == 400
    assert close([fitted.predict(rows[0][-1])], before)
    fitted.save(f"{folder}/{name}")
    again = kind.load(f"{folder}/{name}")
    assert again.uid == fitted.uid and predictions(again) == before, name
    assert not fitted.hasSummary and "Connect" in refused(sparkoptim.ClassicOnlyError, lambda: fitted.summary)
    assert "weightsSha256" in refused(sparkoptim.ClassicOnlyError, lambda: fitted.weightsSha256)
    if hasattr(fitted, "toMLlib"):
        assert "toMLlib" in refused(sparkoptim.ClassicOnlyError, lambda: fitted.weightsSha256)
        assert "folder" in refused(sparkoptim.ClassicOnlyError, fitted.toMLlib)
        mllib = fitted.toMLlib(f"{folder}/{name}-mllib")
        assert type(mllib).__module__.startswith("pyspark.ml.") and close(predictions(mllib), before), name
        numbers = mllib.weights if name == "perceptron" else mllib.coefficients
        assert numbers.toArray().any(), name
    print(name, "ok")

# Plain PySpark reads what ours saved.
plain = OfMLlib.load(f"{folder}/logistic")
assert plain.evaluate(data).accuracy > 0.8 and plain.coefficients.size == 6
plain.save(f"{folder}/plain")
assert OfMLlib.load(f"{folder}/plain").coefficients == plain.coefficients

stage = ml.LogisticRegression(thresholds=[0.3, 0.7])
assert stage.setThreshold(0.6).fit(data).getThresholds() == [0.4, 0.6]
error = refused(Exception, lambda: ml.LogisticRegression(optimMethod="svgr").fit(data))
assert "unknown choice svgr; did you mean svrg?" in error, error
assert "Connect" in refused(sparkoptim.ClassicOnlyError, lambda: stage.fitPath(data, [0.1, 0.01]))
assert "Connect" in refused(sparkoptim.ClassicOnlyError, sparkoptim.session)

pipeline = Pipeline(stages=[ml.LogisticRegression(regParam=0.01)]).fit(data)
pipeline.save(f"{folder}/pipeline")
assert isinstance(PipelineModel.load(f"{folder}/pipeline").stages[0], ml.LogisticRegressionModel)

searched = ml.LogisticRegression(maxIter=5)
grid = ParamGridBuilder().addGrid(searched.regParam, [0.01, 1.0]).build()
best = CrossValidator(
    estimator=searched, estimatorParamMaps=grid, evaluator=BinaryClassificationEvaluator(), numFolds=2, seed=1
).fit(data)
assert isinstance(best.bestModel, ml.LogisticRegressionModel)

frame = data.select("label", "features").toPandas()
frame["features"] = [vector.toArray().tolist() for vector in frame["features"]]
answers = ml.LogisticRegression(regParam=0.01).fit(frame).transform(frame)
assert list(answers.columns)[-1] == "prediction" and len(answers) == 400
print("all ok")
spark.stop()
