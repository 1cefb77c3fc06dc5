// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.Files
import java.util.concurrent.{ConcurrentLinkedQueue, TimeUnit}
import java.util.concurrent.atomic.AtomicInteger
import org.apache.spark.sql.Row
import org.scalatest.time.{Minutes, Span}
import scala.collection.JavaConverters._
import scala.sys.process.Process
import scala.util.Random
import sparkoptim.engine.{Progress, ProgressListener, ProgressListeners, TrainingState}
import sparkoptim.ml.LogisticRegression

/** Executors die and stall while ranks of two executors train: the result has the same bits. */
class FailureSuite extends SparkSuite {
  private val SOAK = sys.env.contains("SPARK_OPTIM_SOAK")
  private val KILLS = if (SOAK) 20 else 3
  private val LOSSES = if (SOAK) 20 else 2

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

  /** What happens to the rounds of one fit, and what is done to its executors meanwhile. */
  private class RoundsSeen extends ProgressListener {
    val ranks = new ConcurrentLinkedQueue[Int]
    @volatile var running = false
    @volatile var moving = false
    @volatile var over = false

    /** Whether the next round has to wait. */
    @volatile var hold: () => Boolean = () => false

    override def roundStarted(fit: String, now: Int, wanted: Int): Unit = {
      ranks.add(now)
      running = true
      moving = false
    }
    override def progress(progress: Progress): Unit = moving = true
    override def roundEnded(fit: String, state: TrainingState): Unit = {
      running = false
      val end = System.nanoTime + TimeUnit.SECONDS.toNanos(60)
      while (hold() && System.nanoTime < end) Thread.sleep(20)
    }
    override def roundFailed(fit: String, failure: Exception): Unit = running = false
    override def fitEnded(fit: String, failure: Exception): Unit = over = true

    def last: Int = ranks.asScala.lastOption.getOrElse(0)

    /** Waits until something holds; false where the fit is over before. */
    def await(condition: => Boolean): Boolean = {
      val end = System.nanoTime + TimeUnit.SECONDS.toNanos(60)
      while (!condition && !over && System.nanoTime < end) Thread.sleep(5)
      condition && !over
    }
  }

  /** Trains for long in rounds of a second, and meanwhile does something in another thread. */
  private def meanwhile(maxIter: Int)(action: RoundsSeen => Unit): RoundsSeen = {
    val fit = () =>
      stage
        .setMaxIter(maxIter)
        .setCheckpointDir(Files.createTempDirectory(folder, "checkpoints").toString)
        .setCheckpointSeconds(1)
        .fit(frame(rows, 3))
        .weightsSha256
    var undisturbed = ""
    withSettings("spark.master" -> "local[1]") { undisturbed = fit() }
    val rounds = new RoundsSeen
    withSettings() {
      ProgressListeners.add(rounds)
      val thread = new Thread(() => action(rounds))
      thread.start()
      try assert(quietly(fit()) === undisturbed)
      finally {
        ProgressListeners.remove(rounds)
        thread.join()
      }
      assert(spark.sparkContext.statusTracker.getActiveJobIds.isEmpty, "a job is left")
    }
    rounds
  }

  test("an executor that is lost and comes back later takes its rank along, and brings it back") {
    val rounds = meanwhile(maxIter = 2500) { rounds =>
      if (rounds.await(rounds.last == 2 && rounds.moving)) {
        val context = spark.sparkContext
        context.killExecutor("0")
        if (rounds.await(rounds.last == 1 && rounds.moving)) {
          // A fast machine would be done before an executor has started.
          rounds.hold = () => context.statusTracker.getExecutorInfos.length < 3
          context.requestTotalExecutors(2, 0, Map.empty)
        }
      }
    }
    val seen = rounds.ranks.asScala.toSeq
    val changes = seen.head +: seen.sliding(2).collect { case Seq(a, b) if a != b => b }.toSeq
    assert(changes === Seq(2, 1, 2), seen)
  }

  test("executors that Spark starts as they are needed train on ranks, to the same bits") {
    withSettings(
      "spark.dynamicAllocation.enabled" -> "true",
      "spark.dynamicAllocation.shuffleTracking.enabled" -> "true",
      "spark.dynamicAllocation.initialExecutors" -> "1",
      "spark.dynamicAllocation.minExecutors" -> "1",
      "spark.dynamicAllocation.maxExecutors" -> "2"
    ) {
      val rounds = new RoundsSeen
      ProgressListeners.add(rounds)
      try {
        val model = stage.fit(frame(rows, 3))
        assert(model.weightsSha256 === expected)
        assert(model.summary.engine === "ranks(2)")
        assert(rounds.ranks.asScala.toSeq.contains(2))
      } finally ProgressListeners.remove(rounds)
    }
  }

  test(s"one fit loses an executor $LOSSES times, and keeps its pace") {
    val seconds = new ConcurrentLinkedQueue[Double]
    var inARound = 0
    val _ = meanwhile(maxIter = 1500 * LOSSES) { rounds =>
      for (_ <- 1 to LOSSES if rounds.await(rounds.last == 2 && rounds.running && rounds.moving)) {
        Thread.sleep(Random.nextInt(900).toLong)
        if (!SOAK) rounds.await(rounds.running && rounds.moving) // of two, both in a round
        val executors = started.get.executors
        if (rounds.running) inARound += 1
        signal("KILL")(executors(Random.nextInt(executors.size)))
        val start = System.nanoTime
        val before = rounds.ranks.size
        if (rounds.await(rounds.ranks.size > before && rounds.last == 2 && rounds.moving))
          seconds.add((System.nanoTime - start) * 1e-9)
      }
    }
    info(
      s"$inARound of $LOSSES in a round; seconds until all ranks went on: " +
        seconds.asScala.toSeq.sorted.map(s => f"$s%.1f").mkString(", ")
    )
    assert(seconds.size === LOSSES)
    assert(inARound >= LOSSES * 3 / 4)
    if (SOAK)
      assert(seconds.asScala.max < 16) // a round of a second, and 15 s, on a machine by itself
  }
}
