# SPDX-License-Identifier: Apache-2.0
"""A plain PySpark script, as a client of Spark Connect has it: connect.py ADDRESS FOLDER. Prints name=value lines."""

import random
import sys
import time

from pyspark.ml.classification import (
    LinearSVC,
    LogisticRegression,
    LogisticRegressionModel,
    MultilayerPerceptronClassifier,
)
from pyspark.ml.linalg import Vectors
from pyspark.ml.regression import LinearRegression
from pyspark.sql import SparkSession

address, folder = sys.argv[1:]
spark = SparkSession.builder.remote(address).getOrCreate()
chance = random.Random(5)
rows = []
for index in range(400):
    values = [chance.gauss(0, 1) for _ in range(6)]
    score = values[0] - 2 * values[1] + 0.5 * values[2] + chance.gauss(0, 1)
    rows.append((float(score > 0), float(score), float(index % 3), Vectors.dense(values)))
data = spark.createDataFrame(rows, ["label", "score", "kind", "features"])


def tell(name, *values):
    print(f"{name}={' '.join(repr(float(value)) for value in values)}")


def fit(name, stage):
    start = time.monotonic()
    model = stage.fit(data)
    tell(f"{name}.seconds", time.monotonic() - start)
    return model


binary = fit("binary", LogisticRegression(regParam=0.01, tol=1e-12))
tell("binary", *binary.coefficients.toArray(), binary.intercept)
tell("binary.accuracy", binary.summary.accuracy, binary.summary.areaUnderROC)
tell("binary.objective", binary.summary.objectiveHistory[-1])
binary.write().overwrite().save(f"{folder}/model")
assert LogisticRegressionModel.load(f"{folder}/model").coefficients == binary.coefficients
LogisticRegression(regParam=0.5).write().overwrite().save(f"{folder}/stage")
assert LogisticRegression.load(f"{folder}/stage").getRegParam() == 0.5

softmax = fit("softmax", LogisticRegression(labelCol="kind", regParam=0.01, tol=1e-12))
tell("softmax", *softmax.coefficientMatrix.toArray().flatten())
tell("softmax.accuracy", softmax.summary.accuracy)

linear = fit("linear", LinearRegression(labelCol="score", solver="l-bfgs", regParam=0.1, elasticNetParam=0.5, tol=1e-12))
tell("linear", *linear.coefficients.toArray(), linear.intercept)
tell("linear.r2", linear.summary.r2)

exact = fit("exact", LinearRegression(labelCol="score"))
tell("exact", *exact.coefficients.toArray(), *exact.summary.coefficientStandardErrors)

svc = fit("svc", LinearSVC(regParam=0.01, maxIter=20))
tell("svc.accuracy", svc.summary().accuracy)
assert svc.transform(data).select("prediction").count() == 400

# MLlib counts its blocks of rows alike, whatever their sizes: one block has the objective that both mean.
start = Vectors.dense([chance.gauss(0, 0.1) for _ in range(21)])
perceptron = fit(
    "perceptron",
    MultilayerPerceptronClassifier(
        labelCol="kind", layers=[6, 3], initialWeights=start, maxIter=500, tol=1e-12, blockSize=400
    ),
)
tell("perceptron", *perceptron.predictProbability(rows[0][-1]).toArray())
tell("perceptron.accuracy", perceptron.summary().accuracy)
tell("perceptron.objective", perceptron.summary().objectiveHistory[-1])
hidden = fit("hidden", MultilayerPerceptronClassifier(layers=[6, 4, 2], seed=3))
assert hidden.summary().accuracy > 0.8 and hidden.weights.size == 38
spark.stop()
