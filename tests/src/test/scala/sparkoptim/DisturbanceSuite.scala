// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.util.concurrent.{ConcurrentHashMap, CountDownLatch, TimeUnit}
import java.util.concurrent.atomic.AtomicInteger
import org.apache.spark.TaskContext
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator
import org.apache.spark.ml.tuning.{CrossValidator, ParamGridBuilder}
import org.apache.spark.rdd.RDD
import org.apache.spark.scheduler.{SparkListener, SparkListenerTaskStart}
import org.apache.spark.sql.{DataFrame, Row}
import scala.collection.JavaConverters._
import scala.sys.process.Process
import scala.util.Try
import sparkoptim.engine.{Progress, ProgressListener, ProgressListeners}
import sparkoptim.ml.{LogisticRegression, LogisticRegressionModel}

/** What a cluster does to a fit while it runs changes none of its bits. */
class DisturbanceSuite extends SparkSuite {
  private val ENGINES = Seq("ranks", "job")

  private var started: Option[StandaloneCluster] = None
  private lazy val rows: Seq[Row] = SparkSuite.digits.take(600)

  /** What a machine alone comes to, before there is another Spark. */
  private var expected = ""
  private var expectedModels: Seq[String] = Nil
  private var alone = true

  /** Opens when a task runs a second time beside its first. */
  @volatile private var speculated = new CountDownLatch(1)

  private def stage(engine: String): LogisticRegression =
    new LogisticRegression().setMaxIter(4).setTol(0).setNumShards(4).setEngine(engine)

  private def bits(engine: String, data: DataFrame): String = {
    val summary = stage(engine).fit(data).summary
    assert(summary.engine.startsWith(engine) && summary.stopReason === "max-iter")
    summary.weightsSha256
  }

  /** Speculation as soon as one task of a stage takes longer than another. */
  override protected def ownSettings: Seq[(String, String)] =
    if (alone) Nil
    else
      cluster.settings ++ Seq(
        "spark.speculation" -> "true",
        "spark.speculation.interval" -> "20ms",
        "spark.speculation.multiplier" -> "1.01",
        "spark.speculation.quantile" -> "0.1",
        "spark.speculation.minTaskRuntime" -> "0ms",
        "spark.locality.wait" -> "0s"
      )

  private def cluster: StandaloneCluster = {
    if (started.isEmpty) started = Some(new StandaloneCluster(folder))
    started.get
  }

  override protected def beforeAll(): Unit = {
    super.beforeAll()
    withSettings() {
      expected = bits("ranks", frame(rows, 1))
      expectedModels = validated(parallelism = 1)
    }
    alone = false
  }

  override protected def afterAll(): Unit =
    try super.afterAll()
    finally started.foreach(_.close())

  private def countSpeculative(body: => Unit): Int = {
    val speculative = new AtomicInteger
    val listener = new SparkListener {
      override def onTaskStart(start: SparkListenerTaskStart): Unit =
        if (start.taskInfo.speculative) {
          speculative.incrementAndGet()
          speculated.countDown()
        }
    }
    speculated = new CountDownLatch(1)
    spark.sparkContext.addSparkListener(listener)
    try quietly(body)
    finally spark.sparkContext.removeSparkListener(listener)
    speculative.get
  }

  for (engine <- ENGINES)
    test(s"speculation while dealing gives the same bits, engine $engine") {
      val slow = SlowInput(spark.sparkContext.parallelize(rows, 3))
      val data = spark.createDataFrame(slow, SparkSuite.SCHEMA)
      val speculative = countSpeculative(assert(bits(engine, data) === expected))
      info(s"$speculative speculative tasks")
      assert(speculative > 0)
    }

  test("speculation in jobs gives the same bits: an executor stops while others go on") {
    var fits = 0
    val speculative = countSpeculative {
      while (speculated.getCount > 0 && fits < 10) {
        fits += 1
        atStart(stopAnExecutor())(assert(bits("job", frame(rows, 3)) === expected))
      }
    }
    info(s"$speculative speculative tasks in $fits fits")
    assert(speculative > 0)
  }

  /** Stops an executor, and lets it go on in another thread: once a task is speculative, or after
    * two seconds, as others may wait for blocks of its.
    */
  private def stopAnExecutor(): Unit = {
    val executor = cluster.executors.head
    assert(Process(s"kill -STOP $executor").! === 0)
    new Thread(() =>
      try speculated.await(2, TimeUnit.SECONDS)
      finally Process(s"kill -CONT $executor").!
    ).start()
  }

  /** Does something when the first fit of the body has its rows and is about to make steps. */
  private def atStart(action: => Unit)(body: => Unit): Unit = {
    @volatile var done: Option[Try[Unit]] = None
    val listener = new ProgressListener {
      override def progress(progress: Progress): Unit = ()
      override def fitStarted(fit: String, engine: String): Unit =
        if (done.isEmpty) done = Some(Try(action))
    }
    ProgressListeners.add(listener)
    try body
    finally ProgressListeners.remove(listener)
    assert(done.isDefined)
    done.get.get
  }

  for (engine <- ENGINES)
    test(s"shards that are let go before the first step give the same bits, engine $engine") {
      var evicted = 0
      atStart { evicted = evict() }(quietly(assert(bits(engine, frame(rows, 3)) === expected)))
      assert(evicted > 0)
    }

  test("fits at the same time give the same bits") {
    quietly(assert(validated(parallelism = 2) === expectedModels))
  }

  test("executors that come and go give the same bits") {
    withSettings(
      "spark.dynamicAllocation.enabled" -> "true",
      "spark.dynamicAllocation.shuffleTracking.enabled" -> "true",
      "spark.dynamicAllocation.minExecutors" -> "0",
      "spark.dynamicAllocation.initialExecutors" -> "0",
      "spark.dynamicAllocation.executorIdleTimeout" -> "1s",
      "spark.dynamicAllocation.cachedExecutorIdleTimeout" -> "1s"
    ) {
      for (engine <- ENGINES) quietly(assert(bits(engine, frame(rows, 3)) === expected, engine))
    }
  }

  private def evict(): Int = {
    val cached = spark.sparkContext.getPersistentRDDs.values
    cached.foreach(_.unpersist(blocking = true))
    cached.size
  }

  /** The models of a cross-validation; all fits have names of their own. */
  private def validated(parallelism: Int): Seq[String] = {
    val data = frame(SparkSuite.breastCancer, 2)
    val stage = new LogisticRegression("same").setMaxIter(6)
    val grid = new ParamGridBuilder().addGrid(stage.engine, Seq("ranks", "job")).build()
    val names = ConcurrentHashMap.newKeySet[String]()
    val listener: ProgressListener = progress => names.add(progress.fit)
    ProgressListeners.add(listener)
    val model =
      try
        new CrossValidator()
          .setEstimator(stage)
          .setEstimatorParamMaps(grid)
          .setEvaluator(new BinaryClassificationEvaluator())
          .setNumFolds(2)
          .setParallelism(parallelism)
          .setCollectSubModels(true)
          .fit(data)
      finally ProgressListeners.remove(listener)
    assert(names.size === 5, names) // two folds, two engines, and the best on all rows
    assert(names.asScala.forall(_.matches("same-\\d+")))
    model.subModels.flatten.map(_.asInstanceOf[LogisticRegressionModel].weightsSha256).toSeq
  }
}

/** By itself, closures included, as executors have no ScalaTest. */
object SlowInput {

  /** Rows of which the second partition comes slowly, to the first who asks, unless he is ended. */
  def apply(rows: RDD[Row]): RDD[Row] = rows.mapPartitions(slowOnce)

  private def slowOnce(rows: Iterator[Row]): Iterator[Row] = {
    val context = TaskContext.get
    if (context.attemptNumber == 0 && context.partitionId == 1) {
      val end = System.nanoTime + 10L * 1000 * 1000 * 1000
      while (System.nanoTime < end) {
        if (context.isInterrupted) sys.error("ended on purpose")
        Thread.sleep(10)
      }
    }
    rows
  }
}
