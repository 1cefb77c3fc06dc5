"""Loads saved PipelineModels on the JVM's side of a PySpark session and writes their predictions.

Each line of the input asks for one, by three paths with tabs between: the folder of the model, the Parquet folder of the
data, and the file to write one prediction a line to. A line of output answers it.
"""

import sys

from pyspark.sql import DataFrame, SparkSession

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
for line in sys.stdin:
    model_path, data_path, output_path = line.rstrip("\n").split("\t")
    model = spark._jvm.org.apache.spark.ml.PipelineModel.load(model_path)
    scored = DataFrame(model.transform(spark.read.parquet(data_path)._jdf), spark)
    with open(output_path, "w", encoding="utf-8") as output:
        for row in scored.select("prediction").collect():
            print(row.prediction, file=output)
    print("written", flush=True)
spark.stop()
