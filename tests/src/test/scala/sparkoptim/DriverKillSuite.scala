package sparkoptim

import java.io.{BufferedReader, InputStreamReader}
import java.lang.ProcessBuilder.Redirect
import java.lang.management.ManagementFactory
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.concurrent.{CompletableFuture, TimeUnit}
import org.apache.spark.sql.Row
import org.scalatest.time.{Minutes, Span}
import scala.collection.JavaConverters._
import sparkoptim.ml.LogisticRegression

/** Drivers that are killed with SIGKILL, at moments that are certain: the fit goes on from its
  * checkpoints in the next process, with the bits of one that nobody killed.
  */
class DriverKillSuite extends SparkSuite {
  override def timeLimit: Span = Span(7, Minutes) // each process has a limit of its own

  private val SECONDS = 120L

  private def checkpoints: Path = folder.resolve("checkpoints")

  private def fit(engine: String, park: String): Process = {
    val java = Seq(s"${System.getProperty("java.home")}/bin/java")
    val options = ManagementFactory.getRuntimeMXBean.getInputArguments.asScala
    val classes = Seq("-Xmx1g", "-cp", System.getProperty("java.class.path"))
    val program = Seq("sparkoptim.KilledFit", checkpoints.toString, engine, park)
    val builder = new ProcessBuilder((java ++ options ++ classes ++ program).asJava)
    builder.redirectError(Redirect.appendTo(folder.resolve("errors.txt").toFile)).start()
  }

  /** The first line that begins with a word; it ends the wait for a program that says it not. */
  private def line(process: Process, word: String): String = {
    val out = new BufferedReader(new InputStreamReader(process.getInputStream, UTF_8))
    val found = CompletableFuture.supplyAsync[String](() =>
      Iterator.continually(out.readLine).find(l => l == null || l.startsWith(word)).orNull
    )
    val said = found.get(SECONDS, TimeUnit.SECONDS)
    assert(said != null, Files.readString(folder.resolve("errors.txt")))
    said
  }

  /** Lets a fit come to the place where it parks, and kills it there. */
  private def kill(engine: String, park: String): Unit = {
    val process = fit(engine, park)
    try line(process, ParkingFileSystem.PARKED)
    finally process.destroyForcibly()
    assert(process.waitFor(SECONDS, TimeUnit.SECONDS))
    assert(process.exitValue === 128 + 9)
  }

  private def names: Seq[String] = {
    val run = Files.list(checkpoints).iterator.asScala.toSeq
    assert(run.size === 1)
    Files.list(run.head).iterator.asScala.map(_.getFileName.toString).toSeq.sorted
  }

  private def latestStep: Long =
    names.filter(_.startsWith("step-")).map(_.stripPrefix("step-").toLong).max

  test("a fit whose driver is killed four times ends with the bits of one that is not") {
    val undisturbed =
      DriverKillSuite.stage(new LogisticRegression).fit(frame(DriverKillSuite.rows, 2))
    val expected = undisturbed.weightsSha256

    kill("job", "round 4")
    val inARound = latestStep
    assert(inARound === 3)

    kill("auto", "loop.rule.x.f64 3")
    val inAnArray = latestStep
    assert(inAnArray > inARound)
    assert(names.count(_.startsWith(".step-")) === 1)

    kill("ranks", "manifest.json 3")
    val inTheManifest = latestStep
    assert(inTheManifest > inAnArray)
    assert(names.count(_.startsWith(".step-")) === 1, "what the kill before left is gone")

    kill("job", "rename 3")
    assert(latestStep > inTheManifest)
    assert(latestStep < undisturbed.summary.steps)

    val last = fit("ranks", "")
    try {
      assert(line(last, "sha256") === s"sha256 $expected")
      assert(last.waitFor(SECONDS, TimeUnit.SECONDS) && last.exitValue === 0)
    } finally last.destroyForcibly()
    assert(!Files.list(checkpoints).iterator.hasNext, "a finished fit takes its checkpoints away")
  }
}

object DriverKillSuite {
  def rows: Seq[Row] = SparkSuite.digits.take(600)

  def stage(stage: LogisticRegression): LogisticRegression =
    stage.setMaxIter(120).setTol(0).setNumShards(2)
}
