// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.{Files, Path}
import java.util.concurrent.atomic.AtomicInteger
import org.apache.spark.{SparkEnv, TaskContext}
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.{DataFrame, Row}
import org.apache.spark.util.LongAccumulator
import sparkoptim.engine.{Progress, ProgressListener, ProgressListeners}
import sparkoptim.ml.LogisticRegression

/** Which task gets which GPU, on a cluster whose workers claim to have two each. */
class GpuSuite extends SparkSuite {
  private val METHOD = "svrg + sgd + bb"
  private val OF_ROUNDS = "spark.sparkoptim.gpu.amount"
  private val OF_TASKS = "spark.task.resource.gpu.amount"
  private val OF_EXECUTORS = "spark.executor.resource.gpu.amount"
  private val MIXED = "spark.sparkoptim.allowMixedBackends" -> "true"

  private var started: Option[StandaloneCluster] = None
  private var expected = ""
  private var objective = Double.NaN
  private lazy val rows: Seq[Row] = SparkSuite.digits.take(600)

  /** GPUs can be used while it is there. */
  private lazy val switch: Path = Files.createFile(folder.resolve("gpus"))

  override protected def ownSettings: Seq[(String, String)] =
    started.fold(Seq.empty[(String, String)])(_.settings) :+ (FakeGpus.SETTING -> switch.toString)

  private def stage(device: String): LogisticRegression =
    new LogisticRegression()
      .setMaxIter(4)
      .setTol(0)
      .setNumShards(4)
      .setEngine("ranks")
      .setOptimMethod(METHOD)
      .setDevice(device)

  override protected def beforeAll(): Unit = {
    super.beforeAll()
    withSettings("spark.master" -> "local[1]") {
      val model = stage("cpu").fit(frame(rows, 2))
      expected = model.weightsSha256
      objective = model.summary.objective
    }
    val script = Environment.home.resolve("cluster-conf/gpu/fake-gpus.sh").toString
    val cluster = new StandaloneCluster(
      folder,
      Map("FAKE_GPUS" -> "3,5", "CUDA_ON_CPU_DEVICES" -> "6") ++
        sys.env.get("SPARK_OPTIM_CUDA_ON_CPU").map("LD_LIBRARY_PATH" -> _),
      "spark.executor.cores" -> "2",
      "spark.worker.resource.gpu.amount" -> "2",
      "spark.worker.resource.gpu.discoveryScript" -> script
    )
    started = Some(cluster)
  }

  override protected def afterAll(): Unit =
    try super.afterAll()
    finally started.foreach(_.close())

  private def gpu(address: Int, executor: Int): String =
    s"fake GPU $address of executor $executor"

  private def backends(backend: String): Set[String] = backend.split("; then ").toSet

  private def refused(device: => Any): String = {
    val refusal = intercept[Exception](quietly(device))
    Iterator.iterate[Throwable](refusal)(_.getCause).takeWhile(_ != null).mkString("\n")
  }

  test("tasks of rounds alone get GPUs: every rank its own, whoever reads rows none") {
    withSettings(OF_EXECUTORS -> "2", OF_ROUNDS -> "1", MIXED) {
      val reads = spark.sparkContext.longAccumulator
      val withGpu = spark.sparkContext.longAccumulator
      val watched = WatchedInput(spark.sparkContext.parallelize(rows, 3), reads, withGpu)
      val data = spark.createDataFrame(watched, SparkSuite.SCHEMA)
      val failures = new AtomicInteger
      val listener = new ProgressListener {
        override def progress(progress: Progress): Unit = ()
        override def roundFailed(fit: String, failure: Exception): Unit =
          failures.incrementAndGet()
      }
      ProgressListeners.add(listener)
      val model =
        try stage("gpu").fit(data)
        finally ProgressListeners.remove(listener)
      assert(failures.get === 0)
      assert(reads.value >= 3 && withGpu.value === 0)
      assert(model.summary.engine === "ranks(4)")
      val all = for (executor <- 0 to 1; address <- Seq(3, 5)) yield gpu(address, executor)
      assert(backends(model.summary.backend) === all.toSet)
      assert(model.weightsSha256 === expected)
      val jobs = stage("auto").setEngine("job").fit(data)
      assert(backends(jobs.summary.backend).subsetOf(all.toSet))
      assert(jobs.weightsSha256 === expected)
      assert(withGpu.value === 0)
      refuseDifferentGpus(data)
    }
  }

  /** Ranks and jobs that may not mix arithmetics, with what to do. */
  private def refuseDifferentGpus(data: DataFrame): Unit = {
    SparkEnv.get.conf.remove(MIXED._1)
    for (engine <- Seq("ranks", "job")) {
      val message = refused(stage("gpu").setEngine(engine).fit(data))
      assert(message.contains("compute with different backends, fake GPU "))
      assert(message.contains("device = cpu") && message.contains("allowMixedBackends"))
    }
  }

  test("two GPUs of one process, by CUDA as the processor plays it") {
    Environment("SPARK_OPTIM_CUDA_ON_CPU")
    val classes = started.get.settings.toMap.apply("spark.executor.extraClassPath")
    withSettings(
      OF_EXECUTORS -> "2",
      OF_ROUNDS -> "1",
      MIXED,
      FakeGpus.SETTING -> "",
      "spark.executor.extraJavaOptions" -> s"-Dorg.bytedeco.javacpp.cachedir=$folder/cuda",
      "spark.executor.extraClassPath" -> s"$classes:${Environment.cudaJar}"
    ) {
      val model = stage("gpu").setDevicePrecision("double").fit(frame(rows, 2))
      assert(model.summary.engine === "ranks(4)")
      val found = backends(model.summary.backend)
      assert(found.map(_.takeWhile(_ != ',')) === Set("CUDA on the CPU 3", "CUDA on the CPU 5"))
      assert(math.abs(model.summary.objective / objective - 1) < 1e-12)
    }
  }

  test("with half a GPU a task two ranks share one, and executors without a module say so") {
    withSettings(OF_EXECUTORS -> "1", OF_TASKS -> "0.5", MIXED) {
      val data = frame(rows, 2)
      val model = stage("gpu").fit(data)
      assert(model.summary.engine === "ranks(4)")
      val found = backends(model.summary.backend)
      assert(found.size === 2 && found.map(_.takeRight(1)) === Set("0", "1"))
      assert(found.forall(_.matches("fake GPU [35] of executor [01]")))
      assert(model.weightsSha256 === expected)
      Files.delete(switch)
      try {
        val auto = stage("auto").fit(data)
        assert(auto.summary.backend === "Java, StrictMath" && auto.weightsSha256 === expected)
        for (shards <- Seq(4, 1)) {
          val message = refused(stage("gpu").setNumShards(shards).fit(data))
          assert(message.contains("device must be cpu or auto where no GPU can be used, was gpu"))
          assert(message.contains("fake: switched off"))
          assert(!message.contains("TrainingFailedException"))
        }
      } finally Files.createFile(switch)
    }
  }

  test("dynamic allocation starts executors with GPUs for rounds, beside those that read") {
    withSettings(
      "spark.executor.cores" -> "1",
      "spark.dynamicAllocation.enabled" -> "true",
      "spark.dynamicAllocation.shuffleTracking.enabled" -> "true",
      "spark.dynamicAllocation.maxExecutors" -> "1",
      "spark.locality.wait" -> "0s",
      OF_ROUNDS -> "1",
      "spark.sparkoptim.gpu.executorGpus" -> "1"
    ) {
      val model = stage("gpu").fit(frame(rows, 2))
      assert(model.summary.backend.matches("fake GPU [35] of executor 1"))
      assert(model.weightsSha256 === expected)
    }
  }

  test("where tasks get no GPUs auto is the CPU, and gpu is refused before rows are read") {
    withSettings() {
      val auto = stage("auto").fit(frame(rows, 2))
      assert(auto.summary.backend === "Java, StrictMath" && auto.weightsSha256 === expected)
      val refusal = intercept[IllegalArgumentException](stage("gpu").fit(frame(Nil, 2)))
      assert(refusal.getMessage.endsWith(s"neither $OF_TASKS nor $OF_ROUNDS is set"))
    }
  }
}

/** By itself, closures included, as executors have no ScalaTest. */
object WatchedInput {

  /** Rows that count the tasks that read them, and those of them that have GPUs. */
  def apply(rows: RDD[Row], reads: LongAccumulator, withGpu: LongAccumulator): RDD[Row] =
    rows.mapPartitions(watch(reads, withGpu))

  private def watch(reads: LongAccumulator, withGpu: LongAccumulator)(
      rows: Iterator[Row]
  ): Iterator[Row] = {
    reads.add(1)
    if (TaskContext.get.resources.nonEmpty) withGpu.add(1)
    rows
  }
}
