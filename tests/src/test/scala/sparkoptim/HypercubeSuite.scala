// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.atomic.AtomicInteger
import org.apache.spark.ml.linalg.Vectors
import org.apache.spark.sql.Row
import org.scalatest.concurrent.Eventually._
import org.scalatest.time.{Millis, Minutes, Seconds, Span}
import scala.collection.JavaConverters._
import scala.util.Random
import sparkoptim.core.ranks.Route
import sparkoptim.engine.{Progress, ProgressListener, ProgressListeners}
import sparkoptim.ml.LogisticRegression

/** Ranks on five executors, whose sums go over a hypercube with one node too many: the bits of one
  * rank on one machine, and after the loss of an executor too.
  */
class HypercubeSuite extends SparkSuite {
  override def timeLimit: Span = Span(15, Minutes)

  private val NODES = 5
  private val METHODS = Seq("auto", "alpha-svrg(alpha=0.5) + sgd(0.9)", "adamw + cosine(0.01)")

  private var started: Option[StandaloneCluster] = None
  private var expected = Map[String, String]()
  private var expectedLong = ""
  private lazy val rows: Seq[Row] = SparkSuite.digits.take(600)

  /** As many coordinates as every rank holds whole. */
  private lazy val wide: Seq[Row] = {
    val random = new Random(5)
    for (i <- 0 until 300) yield {
      val columns = Seq.fill(12)(random.nextInt(8000)).distinct.sorted.toArray
      Row((i % 2).toDouble, Vectors.sparse(8000, columns, columns.map(_ => 1.0)), 1.0)
    }
  }

  override protected def ownSettings: Seq[(String, String)] =
    started.fold(Seq.empty[(String, String)])(
      _.settings ++ Seq(
        "spark.sparkoptim.peerTimeout" -> "10s",
        "spark.deploy.maxExecutorRetries" -> "-1"
      )
    )

  private def stage(method: String): LogisticRegression =
    new LogisticRegression()
      .setOptimMethod(method)
      .setMaxIter(5)
      .setTol(0)
      .setBatchSize(50)
      .setNumShards(16)
      .setEngine("ranks")

  private def fits(engine: String): Map[String, String] =
    (for {
      method <- METHODS
      (name, data) <- Seq("digits" -> frame(rows, 3), "wide" -> frame(wide, 2))
    } yield {
      val model = stage(method).fit(data)
      assert(model.summary.engine === engine)
      s"$method, $name" -> model.weightsSha256
    }).toMap

  /** Thousands of steps, each with a sum over all executors. */
  private def long: String =
    stage("sgd(0.9) + cosine(0.01)").setMaxIter(170).fit(frame(rows, 3)).weightsSha256

  /** Runs a test with all executors there. */
  private def onCluster(test: => Unit): Unit = withSettings() {
    eventually(timeout(Span(300, Seconds)), interval(Span(100, Millis))) {
      assert(spark.sparkContext.statusTracker.getExecutorInfos.length === NODES + 1)
    }
    test
  }

  override protected def beforeAll(): Unit = {
    super.beforeAll()
    withSettings("spark.master" -> "local[1]") {
      expected = fits("ranks(1)")
      expectedLong = long
    }
    started = Some(new StandaloneCluster(folder, NODES, Map.empty[String, String]))
  }

  override protected def afterAll(): Unit =
    try super.afterAll()
    finally started.foreach(_.close())

  test("five executors, which do not all meet, give the bits of one rank") {
    assert((0 until NODES).exists(Route.neighbours(NODES, _).length < NODES - 1))
    onCluster(assert(fits(s"ranks($NODES)") === expected))
  }

  test("an executor that dies in the middle of a round costs the round, and no bit") {
    onCluster {
      val kills = new AtomicInteger
      val failures = new ConcurrentLinkedQueue[String]
      val listener = new ProgressListener {
        override def progress(progress: Progress): Unit =
          if (progress.step > 300 && !progress.ended && kills.compareAndSet(0, 1))
            ProcessHandle.of(started.get.executors.last).get.destroyForcibly()
        override def roundFailed(fit: String, failure: Exception): Unit =
          failures.add(failure.toString)
      }
      ProgressListeners.add(listener)
      try quietly(assert(long === expectedLong))
      finally ProgressListeners.remove(listener)
      assert(kills.get === 1)
      assert(failures.asScala.nonEmpty, "the round under way went on without it")
    }
  }
}
