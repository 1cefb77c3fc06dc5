"""Loads a saved PipelineModel on the JVM's side of a PySpark session and writes its predictions.

Arguments: folder of the model, Parquet folder of the data, file to write one prediction a line to.
"""

import sys

from pyspark.sql import DataFrame, SparkSession

model_path, data_path, output_path = sys.argv[1:]
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
model = spark._jvm.org.apache.spark.ml.PipelineModel.load(model_path)
data = spark.read.parquet(data_path)
scored = DataFrame(model.transform(data._jdf), spark)
with open(output_path, "w", encoding="utf-8") as output:
    for row in scored.select("prediction").collect():
        print(row.prediction, file=output)
spark.stop()
