// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.{Files, Path}
import scala.collection.JavaConverters._
import sparkoptim.engine.{ProgressListener, ProgressListeners}
import sparkoptim.ml.LogisticRegression

/** The gauges of fits reach Spark's sinks. */
class MetricsSuite extends SparkSuite {
  private def lastValue(csv: Path): Double =
    Files.readAllLines(csv).asScala.last.split(",")(1).toDouble

  test("the plugin's gauges are in Spark's metrics, and leave with the session") {
    val csv = Files.createDirectory(folder.resolve("csv"))
    val before = ProgressListeners.count
    var steps = 0L
    var objective = 0.0
    withSettings(
      "spark.plugins" -> "sparkoptim.engine.MetricsPlugin",
      "spark.metrics.conf.driver.sink.csv.class" -> "org.apache.spark.metrics.sink.CsvSink",
      "spark.metrics.conf.driver.sink.csv.period" -> "1",
      "spark.metrics.conf.driver.sink.csv.unit" -> "seconds",
      "spark.metrics.conf.driver.sink.csv.directory" -> csv.toString,
      "spark.metrics.namespace" -> "fits"
    ) {
      val data = frame(SparkSuite.breastCancer, 2)
      for (engine <- Seq("ranks", "job")) {
        val summary = new LogisticRegression().setMaxIter(4).setEngine(engine).fit(data).summary
        steps += summary.steps
        objective = summary.objective
      }
      assert(ProgressListeners.count === before + 1)
    }
    assert(ProgressListeners.count === before)
    val prefix = "fits.driver.plugin.sparkoptim.engine.MetricsPlugin."
    def gauge(name: String): Double = lastValue(csv.resolve(s"$prefix$name.csv"))
    assert(gauge("steps") === steps)
    assert(gauge("loss") === objective)
    assert(gauge("stepSize") > 0)
    assert(gauge("rowsPerSecond") === 0)
    assert(gauge("fitsRunning") === 0)
    assert(gauge("fitsEnded") === 2)
    assert(gauge("fitsFailed") === 0)
    assert(gauge("roundFailures") === 0)
  }

  /** Lines of Prometheus' text format, by name. */
  private def scraped(text: String): Map[String, Double] = {
    val Sample = "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{[^}]*\\})? (\\S+)(?: \\d+)?".r
    text.linesIterator
      .filterNot(line => line.startsWith("#") || line.isEmpty)
      .map {
        case Sample(name, value) => name -> value.replace("Inf", "Infinity").toDouble
        case line                => fail(s"no line of Prometheus' text format: $line")
      }
      .toMap
  }

  test("Prometheus sees a fit while it runs, under the names that alerts and dashboard have") {
    val prefix = "metrics_spark_optim_driver_plugin_sparkoptim_engine_MetricsPlugin_"
    @volatile var during = Map.empty[String, Double]
    withSettings(
      "spark.plugins" -> "sparkoptim.engine.MetricsPlugin",
      "spark.metrics.namespace" -> "spark_optim",
      "spark.metrics.conf" -> Environment.home
        .resolve("cluster-conf/monitoring/metrics.properties")
        .toString,
      "spark.ui.enabled" -> "true",
      "spark.ui.port" -> "0"
    ) {
      val page = spark.sparkContext.uiWebUrl.get + "/metrics/prometheus/"
      val listener: ProgressListener = progress =>
        if (!progress.ended && during.isEmpty && progress.step > 1) {
          val source = scala.io.Source.fromURL(page)
          try during = scraped(source.mkString)
          finally source.close()
        }
      ProgressListeners.add(listener)
      try
        new LogisticRegression()
          .setOptimMethod("sgd(0.9) + cosine(0.01)")
          .setBatchSize(10)
          .setMaxIter(1000000)
          .setMaxSeconds(4) // long enough for a report, on any machine
          .setTol(0)
          .setNumShards(2)
          .setEngine("ranks")
          .setCheckpointDir(folder.resolve("checkpoints").toString)
          .setCheckpointSeconds(0)
          .fit(frame(SparkSuite.breastCancer, 2))
      finally ProgressListeners.remove(listener)
    }
    def gauge(name: String): Double = during(s"$prefix${name}_Value")
    assert(gauge("fitsRunning") === 1)
    assert(gauge("loss") > 0)
    assert(gauge("rowsPerSecond") > 0)
    assert(gauge("ranks") === 2)
    assert(gauge("ranksWanted") === 2)
    assert(gauge("roundFailures") === 0)
    for (file <- Seq("alerts.yml", "grafana-dashboard.json")) {
      val text = Files.readString(Environment.home.resolve(s"cluster-conf/monitoring/$file"))
      val names = s"$prefix\\w+".r.findAllIn(text).toSet
      assert(names.nonEmpty && names.subsetOf(during.keySet), file)
    }
  }
}
