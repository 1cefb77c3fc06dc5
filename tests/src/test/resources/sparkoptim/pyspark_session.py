"""Loads a PipelineModel over PySpark's gateway and prints what it predicts for rows, one a line; then fits our
LogisticRegression to these rows and prints the SHA-256 of its weights: pyspark_session.py JAR MODEL ROWS."""

import sys

from pyspark.ml.linalg import Vectors
from pyspark.sql import DataFrame, SparkSession

jar, model, path = sys.argv[1:]
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.driver.extraClassPath", jar)
    .config("spark.ui.enabled", "false")
    .getOrCreate()
)
with open(path, encoding="ascii") as lines:
    numbers = [[float(word) for word in line.split()] for line in lines]
rows = spark.createDataFrame([(row[0], Vectors.dense(row[1:])) for row in numbers], ["label", "features"])

jvm = spark._jvm
predicted = DataFrame(jvm.org.apache.spark.ml.PipelineModel.load(model).transform(rows._jdf), spark)
for row in predicted.select("prediction").collect():
    print(row.prediction)
print(jvm.sparkoptim.ml.LogisticRegression().setMaxIter(6).fit(rows._jdf).weightsSha256())
spark.stop()
