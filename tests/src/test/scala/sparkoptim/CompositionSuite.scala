// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import org.apache.spark.SparkException
import org.apache.spark.ml.{Pipeline, PipelineModel, Transformer}
import org.apache.spark.ml.classification.{OneVsRest, OneVsRestModel}
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator
import org.apache.spark.ml.feature.{StandardScaler, VectorAssembler}
import org.apache.spark.ml.linalg.{Vector, Vectors}
import org.apache.spark.ml.tuning.{CrossValidator, CrossValidatorModel, ParamGridBuilder}
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.sql.functions.{col, when}
import org.apache.spark.sql.types.{DoubleType, StructType}
import org.scalatest.concurrent.Eventually
import org.scalatest.time.{Seconds, Span}
import sparkoptim.ml.{LogisticRegression, LogisticRegressionModel}

/** The stages inside Spark's own: pipelines, cross-validation, one versus rest; saved and loaded.
  */
class CompositionSuite extends SparkSuite with Eventually {
  override implicit val patienceConfig: PatienceConfig =
    PatienceConfig(timeout = Span(60, Seconds))

  /** A test that leaves nothing cached. */
  private def cleanTest(name: String)(body: => Unit): Unit = test(name) {
    val context = spark.sparkContext
    body
    eventually(assert(context.getPersistentRDDs.isEmpty))
  }

  private def predictions(model: Transformer, data: DataFrame, columns: String*): Seq[Row] =
    model.transform(data).select(columns.map(col): _*).collect().toSeq

  private def saved(name: String): String = folder.resolve(name).toString

  /** Thirty columns of numbers, as they come out of a table. */
  private def table: DataFrame = {
    val names = (0 until 30).map(i => s"f$i")
    val schema = names.foldLeft(new StructType().add("label", DoubleType))(_.add(_, DoubleType))
    val rows = SparkSuite.breastCancer.map { case Row(label, features: Vector, _) =>
      Row.fromSeq(label +: features.toArray.toSeq)
    }
    spark.createDataFrame(spark.sparkContext.parallelize(rows, 2), schema)
  }

  cleanTest("a pipeline fits, and predicts the same after save and load") {
    val data = table
    val assembler = new VectorAssembler()
      .setInputCols(data.columns.filter(_.startsWith("f")))
      .setOutputCol("raw")
    val scaler = new StandardScaler().setInputCol("raw").setOutputCol("features").setWithMean(true)
    val stage = new LogisticRegression().setRegParam(0.01).setMaxIter(20)
    val model = new Pipeline().setStages(Array(assembler, scaler, stage)).fit(data)
    val columns = Seq("rawPrediction", "probability", "prediction")
    val before = predictions(model, data, columns: _*)
    model.save(saved("pipeline"))
    val loaded = PipelineModel.load(saved("pipeline"))
    assert(predictions(loaded, data, columns: _*) === before)
    val labels = data.select("label").collect().map(_.getDouble(0))
    val right = before.map(_.getDouble(2)).zip(labels).count { case (a, b) => a == b }
    assert(right > 0.97 * labels.length)
  }

  cleanTest("an unfitted pipeline keeps its params through save and load") {
    val stage = new LogisticRegression().setOptimMethod("svrg + sgd + bb").setNumShards(4)
    new Pipeline().setStages(Array(stage)).save(saved("unfitted"))
    val loaded = Pipeline.load(saved("unfitted")).getStages.head.asInstanceOf[LogisticRegression]
    assert(loaded.uid === stage.uid)
    assert(loaded.explainParams === stage.explainParams)
  }

  cleanTest("cross-validation in parallel chooses as it does one by one, and is saved and loaded") {
    val data = frame(SparkSuite.breastCancer, 2)
    val stage = new LogisticRegression().setMaxIter(10).setBatchSize(16)
    val grid = new ParamGridBuilder()
      .addGrid(stage.regParam, Array(0.01, 10.0))
      .addGrid(stage.optimMethod, Seq("auto", "svrg + sgd + bb"))
      .build()
    def validated(parallelism: Int): CrossValidatorModel = new CrossValidator()
      .setEstimator(stage)
      .setEstimatorParamMaps(grid)
      .setEvaluator(new BinaryClassificationEvaluator())
      .setNumFolds(2)
      .setParallelism(parallelism)
      .setCollectSubModels(true)
      .fit(data)
    val model = validated(parallelism = 2)
    assert(model.avgMetrics.length === 4 && model.avgMetrics.forall(_ > 0.9))
    assert(bits(model).size === 8 && bits(model).distinct.size === 8)
    assert(bits(validated(parallelism = 1)) === bits(model))
    model.save(saved("validated"))
    val loaded = CrossValidatorModel.load(saved("validated"))
    assert(bits(loaded) === bits(model))
    assert(loaded.avgMetrics === model.avgMetrics)
    assert(loaded.getEstimatorParamMaps.length === 4)
    assert(predictions(loaded, data, "probability") === predictions(model, data, "probability"))
  }

  /** The models of all folds: their metrics are Spark's, and not always the same to the bit. */
  private def bits(model: CrossValidatorModel): Seq[String] =
    model.subModels.flatten.map(_.asInstanceOf[LogisticRegressionModel].weightsSha256).toSeq

  cleanTest("one versus rest hands the weights on, and is saved and loaded") {
    val data = frame(SparkSuite.digits, 2)
    def stage = new LogisticRegression().setMaxIter(6)
    val model = new OneVsRest().setClassifier(stage).setWeightCol("weight").fit(data)
    val three = data.withColumn("label", when(col("label") === 3, 1.0).otherwise(0.0))
    val alone = stage.setWeightCol("weight").fit(three)
    val third = model.models(3).asInstanceOf[LogisticRegressionModel]
    assert(model.models.length === 10)
    assert(third.weightsSha256 === alone.weightsSha256)
    assert(third.weightsSha256 !== stage.fit(three).weightsSha256)
    val columns = Seq("rawPrediction", "prediction")
    val before = predictions(model, data, columns: _*)
    model.save(saved("one-versus-rest"))
    assert(predictions(OneVsRestModel.load(saved("one-versus-rest")), data, columns: _*) === before)
  }

  cleanTest("a fit that fails leaves nothing cached") {
    val bad = SparkSuite.breastCancer :+ Row(1.0, Vectors.dense(1, 2), 1.0)
    val shape = intercept[IllegalArgumentException](new LogisticRegression().fit(frame(bad, 3)))
    assert(shape.getMessage.contains("column features: all vectors must have one length"))
    val good = frame(SparkSuite.breastCancer, 3)
    intercept[IllegalArgumentException](new LogisticRegression().setNumShards(4096).fit(good))
    val broken = good.rdd.map[Row](_ => sys.error("fails on purpose"))
    val unreadable = spark.createDataFrame(broken, SparkSuite.SCHEMA)
    quietly(intercept[SparkException](new LogisticRegression().fit(unreadable)))
  }

  test("a fit leaves the caller's data cached") {
    val data = frame(SparkSuite.breastCancer, 2).cache()
    assert(data.count() === 569)
    val before = spark.sparkContext.getPersistentRDDs.keySet
    assert(before.nonEmpty)
    for (engine <- Seq("ranks", "job"))
      new LogisticRegression().setMaxIter(4).setEngine(engine).fit(data)
    eventually(assert(spark.sparkContext.getPersistentRDDs.keySet === before))
    data.unpersist(blocking = true)
  }
}
