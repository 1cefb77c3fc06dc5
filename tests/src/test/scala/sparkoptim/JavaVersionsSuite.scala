// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.io.File
import java.lang.management.ManagementFactory
import java.nio.file.{Files, Path}
import org.apache.hadoop.fs.FileUtil
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Later versions of Java fit the same bits as the one that runs this suite. `bin/test --jdk` names
  * them.
  */
class JavaVersionsSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder: Path = Files.createTempDirectory("java-versions-")

  override protected def afterAll(): Unit = FileUtil.fullyDelete(folder.toFile)

  private val here = Path.of(System.getProperty("java.home"))

  private val homes: Seq[Path] = sys.env
    .get("SPARK_OPTIM_JAVAS")
    .fold(Seq.empty[Path])(_.split(File.pathSeparatorChar).toSeq.map(Path.of(_)))
    .filter(home => Files.isRegularFile(home.resolve("release")))
    .groupBy(version)
    .toSeq
    .sortBy(_._1)
    .map(_._2.head)

  private def version(home: Path): String =
    Files
      .readAllLines(home.resolve("release"))
      .asScala
      .collectFirst { case line if line.startsWith("JAVA_VERSION=") => line.split('"')(1) }
      .get

  /** Runs a Python program as spark-submit does, but without Spark's script: that asks for a module
    * of vectors, which smaller distributions of Java leave out and Spark can do without.
    */
  private def submit(home: Path, script: Path, arguments: String*): Program = {
    val python = Environment("SPARK_OPTIM_PYTHON")
    val spark = Environment("SPARK_HOME")
    val opens = ManagementFactory.getRuntimeMXBean.getInputArguments.asScala
      .filter(_.startsWith("--add-opens"))
    val command =
      (home.resolve("bin/java").toString +: opens) ++ Seq(
        "-cp",
        s"$spark/jars/*",
        "org.apache.spark.deploy.SparkSubmit",
        "--master",
        "local[2]",
        "--conf",
        "spark.ui.enabled=false",
        "--jars",
        Environment.jar.toString,
        script.toString
      ) ++ arguments
    Program.within(
      600,
      folder,
      "JAVA_HOME" -> home.toString,
      "SPARK_HOME" -> spark,
      "SPARK_LOCAL_IP" -> "127.0.0.1",
      "SPARK_OPTIM_JAR" -> Environment.jar.toString,
      "PYSPARK_PYTHON" -> python,
      "PYTHONPATH" -> Environment.home.resolve("notebooks/python/src").toString,
      "PYTHONDONTWRITEBYTECODE" -> "1"
    )(command.toSeq: _*)
  }

  private def digests(home: Path): Seq[String] = {
    val script = Environment.home.resolve("tests/src/test/resources/lines.py")
    val models = folder.resolve(s"models-${version(home)}")
    val ended = submit(home, script, "write", models.toString)
    assert(ended.exitCode === 0, ended.err)
    val found = ended.out.linesIterator.filter(_.matches("[a-z-]+ ([0-9a-f]{64}|time-limit)")).toSeq
    assert(found.size === 8, ended.out)
    found
  }

  private lazy val expected = digests(here)

  if (homes.isEmpty)
    test("other versions of Java")(cancel("SPARK_OPTIM_JAVAS is not set: run bin/test --jdk"))

  for (home <- homes) test(s"Java ${version(home)} fits the same bits") {
    val plain = Files.writeString(
      folder.resolve("plain.py"),
      "from pyspark.sql import SparkSession\n" +
        "assert SparkSession.builder.getOrCreate().range(3).count() == 3\n"
    )
    val alone = submit(home, plain)
    if (alone.exitCode != 0) {
      val reason = alone.err.linesIterator.find(_.contains("Exception")).getOrElse(alone.err)
      cancel(s"this Spark does not run on Java ${version(home)} at all: $reason")
    }
    assert(digests(home) === expected)
  }
}
