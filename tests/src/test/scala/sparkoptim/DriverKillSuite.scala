// SPDX-License-Identifier: Apache-2.0
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
import scala.util.Random
import sparkoptim.ml.LogisticRegression

/** Drivers that are killed with SIGKILL, at moments that are certain: the fit goes on from its
  * checkpoints in the next process, with the bits of one that nobody killed.
  */
class DriverKillSuite extends SparkSuite {
  private val SOAK = sys.env.contains("SPARK_OPTIM_SOAK")
  private val SECONDS = 120L

  /** Each process has a limit of its own. */
  override def timeLimit: Span = Span(if (SOAK) 40 else 7, Minutes)

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

  /** Kills a fit after some time; its digest where it was faster. */
  private def interrupted(engine: String, milliseconds: Long): Option[String] = {
    val process = fit(engine, "")
    try {
      if (process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) Some(line(process, "sha256"))
      else None
    } finally {
      process.destroyForcibly()
      assert(process.waitFor(SECONDS, TimeUnit.SECONDS))
    }
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

  test("twenty drivers killed at random moments: the same bits every time (--soak)") {
    assume(SOAK, "with bin/test --soak")
    val expected =
      DriverKillSuite.stage(new LogisticRegression).fit(frame(DriverKillSuite.rows, 2))
    val engines = Seq("auto", "ranks", "job")
    var kills = 0
    var ends = 0
    while (kills < 20 || ends == 0) {
      // A fit takes several starts: whoever comes last ends it, and the next begins anew.
      interrupted(
        engines(Random.nextInt(3)),
        3000L + Random.nextInt(if (kills < 20) 9000 else 90000)
      ) match {
        case Some(said) =>
          assert(said === s"sha256 ${expected.weightsSha256}")
          ends += 1
        case None => kills += 1
      }
    }
    info(s"$kills kills, $ends fits that ended")
  }
}

object DriverKillSuite {
  def rows: Seq[Row] = SparkSuite.digits.take(600)

  def stage(stage: LogisticRegression): LogisticRegression =
    stage.setMaxIter(120).setTol(0).setNumShards(2)
}
