// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.{Files, Path}
import org.apache.hadoop.fs.FileUtil
import org.apache.spark.ml.linalg.{SQLDataTypes, Vector, Vectors}
import org.apache.spark.sql.{DataFrame, Row, SparkSession}
import org.apache.spark.sql.types.{DoubleType, StructType}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.concurrent.{Signaler, ThreadSignaler, TimeLimitedTests}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatest.time.{Minutes, Span}
import scala.io.Source

/** A suite with a Spark in this JVM, a folder of its own, and an end to every test. */
trait SparkSuite extends AnyFunSuite with TimeLimitedTests with BeforeAndAfterAll {
  override def timeLimit: Span = Span(10, Minutes)
  override val defaultTestSignaler: Signaler = ThreadSignaler

  private var session: Option[SparkSession] = None
  protected lazy val folder: Path = Files.createTempDirectory("sparkoptim-tests-")

  /** The session of the suite, on two cores. */
  protected def spark: SparkSession = {
    if (session.isEmpty) session = Some(start())
    session.get
  }

  /** Runs a test on a session with other settings. */
  protected def withSettings[T](settings: (String, String)*)(test: => T): T = {
    stop()
    session = Some(start(settings: _*))
    try test
    finally stop()
  }

  /** Settings of the suite beside the defaults. */
  protected def ownSettings: Seq[(String, String)] = Nil

  private def start(settings: (String, String)*): SparkSession = {
    val defaults = Map(
      "spark.master" -> "local[2]",
      "spark.ui.enabled" -> "false",
      "spark.sql.shuffle.partitions" -> "4",
      "spark.sql.warehouse.dir" -> folder.resolve("warehouse").toString,
      // A rank's executor may load a whole jar first, on a machine that does much else.
      "spark.sparkoptim.startTimeout" -> "300s"
    )
    val builder = SparkSession.builder.appName(suiteName)
    (defaults ++ ownSettings ++ settings).foreach { case (name, value) =>
      builder.config(name, value)
    }
    builder.getOrCreate()
  }

  private def stop(): Unit = {
    session.foreach(_.stop())
    session = None
  }

  /** Runs what fails on purpose, without Spark's warnings of it. */
  protected def quietly[T](body: => T): T = {
    spark.sparkContext.setLogLevel("OFF")
    try body
    finally spark.sparkContext.setLogLevel("WARN")
  }

  override protected def afterAll(): Unit = {
    stop()
    FileUtil.fullyDelete(folder.toFile)
    super.afterAll()
  }

  protected def frame(rows: Seq[Row], partitions: Int): DataFrame =
    spark.createDataFrame(spark.sparkContext.parallelize(rows, partitions), SparkSuite.SCHEMA)
}

object SparkSuite {

  /** Columns of `rows`. */
  val SCHEMA: StructType = new StructType()
    .add("label", DoubleType)
    .add("features", SQLDataTypes.VectorType)
    .add("weight", DoubleType)

  /** The rows of a LIBSVM file, weighted 1, 2, 3, 1, 2, 3, ... */
  def rows(file: Path, features: Int): Seq[Row] = {
    val source = Source.fromFile(file.toFile)
    try
      source.getLines.zipWithIndex.map { case (line, index) =>
        val fields = line.trim.split("\\s+")
        val entries = fields.tail.map(_.split(":")).map(e => (e(0).toInt - 1, e(1).toDouble))
        val vector: Vector = Vectors.sparse(features, entries.toSeq)
        Row(fields(0).toDouble, vector, 1.0 + index % 3)
      }.toList
    finally source.close()
  }

  def digits: Seq[Row] = rows(Environment.dataSet("digits.libsvm"), 64)

  def breastCancer: Seq[Row] = rows(Environment.dataSet("breast-cancer.libsvm"), 30)
}
