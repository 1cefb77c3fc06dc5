# SPDX-License-Identifier: Apache-2.0
"""What two lines of Spark have to agree on: lines.py write FOLDER, then lines.py read FOLDER by the other line.

Both print lines of a name and a digest. ``write`` fits six models, saves them, and leaves a seventh unfinished with its
checkpoints; ``read`` loads the models, prints the digests of their numbers, and goes on with the unfinished one.
"""

import random
import sys

import sparkoptim
from pyspark.ml.linalg import Vectors
from sparkoptim.ml import LinearRegression, LinearRegressionModel, LogisticRegression, LogisticRegressionModel


def rows(spark):
    chance = random.Random(7)
    made = []
    for index in range(600):
        values = [chance.gauss(0, 1) for _ in range(12)]
        score = sum(value / (place + 1) for place, value in enumerate(values)) + chance.gauss(0, 1)
        few = Vectors.sparse(12, {place: value for place, value in enumerate(values) if value > 0.8})
        made.append((float(score > 0), float(score), float(index % 3), Vectors.dense(values), few))
    return spark.createDataFrame(made, ["label", "score", "kind", "features", "few"]).repartition(3)


def stages():
    return {
        "dense": (LogisticRegression(regParam=0.01), LogisticRegressionModel),
        "sparse": (LogisticRegression(regParam=0.01, featuresCol="few"), LogisticRegressionModel),
        "softmax": (LogisticRegression(regParam=0.01, labelCol="kind"), LogisticRegressionModel),
        "elastic-net": (
            LinearRegression(labelCol="score", regParam=0.1, elasticNetParam=0.5),
            LinearRegressionModel,
        ),
        "svrg": (LogisticRegression(optimMethod="svrg + sgd + bb", maxIter=3, batchSize=20), LogisticRegressionModel),
    }


def network(spark, data, command, path):
    classes = spark._jvm.sparkoptim.ml  # no class of Python's
    if command == "read":
        return classes.NetworkClassificationModel.load(path)
    stage = classes.NetworkClassifier().setLabelCol("kind").setNetwork("dense(8) tanh dense(3)").setBackend("core")
    fitted = stage.setMaxIter(3).setSeed(5).fit(data._jdf)
    fitted.write().overwrite().save(path)
    return fitted


def resumed(folder, name, seconds=0.0):
    return LogisticRegression(
        optimMethod="plain + sgd(0.9) + constant(0.01)",
        batchSize=20,
        maxIter=50,
        tol=0.0,
        maxSeconds=seconds,
        checkpointDir=f"{folder}/{name}",
        keepCheckpoints=True,
    )


def main(command, folder):
    config = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    spark = sparkoptim.session(master="local[2]", config=config)
    data = rows(spark).cache()
    for name, (stage, model) in stages().items():
        if command == "write":
            fitted = stage.fit(data)
            fitted.write().overwrite().save(f"{folder}/{name}")
        else:
            fitted = model.load(f"{folder}/{name}")
            assert fitted.transform(data).select("prediction").count() == 600
        print(name, fitted.weightsSha256)
    print("network", network(spark, data, command, f"{folder}/network").weightsSha256())
    if command == "write":
        print("whole", resumed(folder, "whole-checkpoints").fit(data).weightsSha256)
        print("stopped", resumed(folder, "checkpoints", 0.001).fit(data).summary.stopReason)
    else:
        stage = resumed(folder, "checkpoints").setResume("require")
        print("whole", stage.fit(data).weightsSha256)
    spark.stop()


main(*sys.argv[1:])
