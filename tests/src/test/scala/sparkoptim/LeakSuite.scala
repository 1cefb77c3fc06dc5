// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.lang.management.ManagementFactory
import java.nio.file.{Files, Path, Paths}
import java.util.concurrent.CancellationException
import org.apache.spark.ml.linalg.{Vector, Vectors}
import org.apache.spark.sql.{DataFrame, Row}
import org.scalatest.concurrent.Eventually
import org.scalatest.time.{Minutes, Seconds, Span}
import scala.collection.JavaConverters._
import sparkoptim.engine.{Progress, ProgressListener, ProgressListeners}
import sparkoptim.ml.LogisticRegression

/** Fits in a row, some of which fail or are cancelled, leave the process as it was: 20 of them, 200
  * with SPARK_OPTIM_SOAK=1.
  */
class LeakSuite extends SparkSuite with Eventually {
  override def timeLimit: Span = Span(10, Minutes)
  override implicit val patienceConfig: PatienceConfig =
    PatienceConfig(timeout = Span(60, Seconds), interval = Span(1, Seconds))

  private val FITS = if (sys.env.get("SPARK_OPTIM_SOAK").contains("1")) 200 else 20

  /** Threads and files of pools that come and go by themselves. */
  private val SLACK = 5

  private lazy val good: DataFrame = frame(SparkSuite.breastCancer, 3)
  private lazy val bad: DataFrame = {
    val Row(label: Double, features: Vector, weight: Double) = SparkSuite.breastCancer.head
    val values = features.toArray
    values(3) = Double.NaN
    frame(SparkSuite.breastCancer :+ Row(label, Vectors.dense(values), weight), 3)
  }

  private def stage(engine: String): LogisticRegression =
    new LogisticRegression().setMaxIter(3).setNumShards(2).setEngine(engine)

  private def fitsWell(engine: String): Unit =
    stage(engine).setTrainingLog(folder.resolve("logs").toString).fit(good)

  private def fails(engine: String): Unit =
    intercept[IllegalArgumentException](stage(engine).fit(bad))

  private def diverges(engine: String): Unit =
    intercept[RuntimeException] {
      stage(engine).setOptimMethod("plain + sgd + constant(1e300)").setMaxIter(50).fit(good)
    }

  /** Ends a fit, that would go on for long, from another thread while it makes steps. */
  private def ends(engine: String)(action: Thread => Unit): Unit = {
    val fitting = Thread.currentThread
    val listener = new ProgressListener {
      override def progress(progress: Progress): Unit = ()
      override def fitStarted(fit: String, engine: String): Unit =
        new Thread(() => action(fitting)).start()
    }
    ProgressListeners.add(listener)
    try
      intercept[CancellationException] {
        stage(engine).setTol(0).setMaxIter(100 * 1000 * 1000).fit(good)
      }
    finally {
      ProgressListeners.remove(listener)
      spark.sparkContext.clearJobGroup()
    }
  }

  private def isInterrupted(engine: String): Unit = {
    ends(engine)(_.interrupt())
    assert(Thread.interrupted())
  }

  /** Spark cancels the jobs that run at the moment: engine job may be between two of them. */
  private def isCancelled(engine: String): Unit = {
    spark.sparkContext.setJobGroup("cancelled", "cancelled")
    @volatile var over = false
    try
      ends(engine) { _ =>
        while (!over) {
          spark.sparkContext.cancelJobGroup("cancelled")
          Thread.sleep(50)
        }
      }
    finally over = true
  }

  private val kinds: Seq[String => Unit] =
    Seq(fitsWell, fitsWell, fails, diverges, isInterrupted, isCancelled)

  private def fits(count: Int): Unit = quietly {
    for (i <- 0 until count) {
      val engine = if (i / kinds.size % 2 == 0) "ranks" else "job"
      kinds(i % kinds.size)(engine)
    }
  }

  /** What a fit could leave behind. */
  private def left: Map[String, Long] = {
    System.gc() // Spark lets broadcasts and shuffles go when their last reference is collected
    val spark = this.spark.sparkContext
    val files = Paths.get("/proc/self/fd")
    Map(
      "threads" -> ManagementFactory.getThreadMXBean.getThreadCount,
      "files and sockets" -> (if (Files.exists(files)) count(files) else 0),
      "cached RDDs" -> spark.getPersistentRDDs.size,
      "stored RDDs" -> spark.getRDDStorageInfo.length,
      "stored bytes" -> spark.getExecutorMemoryStatus.values.map { case (all, free) =>
        all - free
      }.sum,
      "running jobs" -> spark.statusTracker.getActiveJobIds.length,
      "listeners" -> ProgressListeners.count,
      "temporary files and folders" -> count(temporary),
      "files of blocks" -> blockFiles
    )
  }

  /** This JVM has a folder of its own for temporary files: see the module's POM. */
  private val temporary = Paths.get(System.getProperty("java.io.tmpdir"))

  private def count(folder: Path): Long = {
    val entries = Files.list(folder)
    try entries.count
    finally entries.close()
  }

  /** Files of Spark's block and shuffle managers. */
  private def blockFiles: Long = {
    val files = Files.walk(temporary)
    try files.iterator.asScala.count(file => s"$file".contains("/blockmgr-") && isFile(file))
    finally files.close()
  }

  private def isFile(path: Path): Boolean = Files.isRegularFile(path)

  private def threads: Set[String] =
    Thread.getAllStackTraces.keySet.asScala.map(_.getName.replaceAll("\\d+", "N")).toSet

  test(s"$FITS fits leave nothing behind") {
    fits(2 * kinds.size)
    val before = eventually {
      val now = left
      assert(now("stored bytes") === 0 && now("stored RDDs") === 0)
      now
    }
    val namesBefore = threads
    val start = System.nanoTime
    fits(FITS)
    info(f"${(System.nanoTime - start) / 1e9 / FITS}%.2f s a fit")
    eventually {
      val after = left
      for ((what, count) <- before) {
        val slack = what match {
          case "threads" | "files and sockets" => SLACK
          case _                               => 0
        }
        assert(after(what) <= count + slack, s"$what; new threads: ${threads -- namesBefore}")
      }
    }
    info(s"before: $before; after: $left")
  }
}
