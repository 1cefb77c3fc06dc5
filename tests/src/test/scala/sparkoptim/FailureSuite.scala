// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.util.concurrent.atomic.AtomicInteger
import org.apache.spark.sql.Row
import org.scalatest.time.{Minutes, Span}
import scala.sys.process.Process
import scala.util.Random
import sparkoptim.engine.{Progress, ProgressListener, ProgressListeners}
import sparkoptim.ml.LogisticRegression

/** Executors die and stall while ranks of two executors train: the result has the same bits. */
class FailureSuite extends SparkSuite {
  private val SOAK = sys.env.contains("SPARK_OPTIM_SOAK")
  private val KILLS = if (SOAK) 20 else 3

  override def timeLimit: Span = Span(if (SOAK) 30 else 4, Minutes)

  private var started: Option[StandaloneCluster] = None
  private var expected = ""
  private lazy val rows: Seq[Row] = SparkSuite.digits.take(600)

  override protected def ownSettings: Seq[(String, String)] =
    started.fold(Seq.empty[(String, String)])(
      _.settings ++ Seq(
        "spark.sparkoptim.peerTimeout" -> "2s",
        "spark.sparkoptim.startTimeout" -> "15s",
        // A killed executor is no reason to keep away from its worker.
        "spark.deploy.maxExecutorRetries" -> "-1"
      )
    )

  /** Some 10,000 steps, each with an exchange. */
  private def stage: LogisticRegression =
    new LogisticRegression()
      .setOptimMethod("sgd(0.9) + cosine(0.01)")
      .setBatchSize(50)
      .setMaxIter(850)
      .setTol(0)
      .setNumShards(4)
      .setEngine("ranks")

  private def bits(): String = stage.fit(frame(rows, 3)).weightsSha256

  override protected def beforeAll(): Unit = {
    super.beforeAll()
    withSettings("spark.master" -> "local[1]") { expected = bits() }
    started = Some(new StandaloneCluster(folder))
  }

  override protected def afterAll(): Unit =
    try super.afterAll()
    finally started.foreach(_.close())

  /** Does something to an executor once a fit has made so many steps; tells whether it did. */
  private def disturbed(step: Long)(action: Long => Unit)(body: => Unit): Int = {
    val done = new AtomicInteger
    val listener = new ProgressListener {
      override def progress(progress: Progress): Unit =
        if (progress.step > step && !progress.ended && done.compareAndSet(0, 1)) {
          val executors = started.get.executors
          new Thread(() => action(executors(Random.nextInt(executors.size)))).start()
        }
    }
    ProgressListeners.add(listener)
    try body
    finally ProgressListeners.remove(listener)
    done.get
  }

  private def signal(name: String)(executor: Long): Unit = Process(s"kill -$name $executor").!

  test(s"executors that die in the middle of a round: $KILLS times") {
    withSettings() {
      for (kill <- 0 until KILLS) {
        val step = if (SOAK) Random.nextInt(8000).toLong else 1500L * kill
        val killed = quietly(disturbed(step)(signal("KILL"))(assert(bits() === expected, step)))
        assert(killed === 1, s"no executor was killed after step $step")
      }
    }
  }

  test("an executor that stalls is given up, and the round runs again") {
    withSettings() {
      val stalled = quietly(
        disturbed(1000) { executor =>
          signal("STOP")(executor)
          Thread.sleep(6000)
          signal("CONT")(executor)
        }(assert(bits() === expected))
      )
      assert(stalled === 1)
    }
  }
}
