// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.{Files, Path}
import scala.collection.JavaConverters._
import sparkoptim.engine.ProgressListeners
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
}
