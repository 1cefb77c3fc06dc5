// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.{Files, Path}
import org.apache.hadoop.fs.FileUtil
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite

/** Spark 3.5 and Spark 4 fit the same bits, and read each other's models and checkpoints. Runs on
  * Spark 4, beside which `bin/test --spark` has the other.
  */
class LinesSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder: Path = Files.createTempDirectory("lines-")

  override protected def afterAll(): Unit = FileUtil.fullyDelete(folder.toFile)

  private lazy val three =
    (Environment("SPARK_OPTIM_OTHER_PYTHON"), Environment("SPARK_OPTIM_OTHER_JAR"))
  private lazy val four = (Environment("SPARK_OPTIM_PYTHON"), Environment.jar.toString)

  private def digests(
      line: (String, String),
      command: String,
      models: Path
  ): Map[String, String] = {
    val (python, jar) = line
    val script = Environment.home.resolve("tests/src/test/resources/lines.py").toString
    val where = "import os, pyspark; print(os.path.dirname(pyspark.__file__))"
    val home = Program.run(folder)(python, "-c", where).out.trim
    val ended = Program.within(
      600,
      folder,
      "SPARK_OPTIM_JAR" -> jar,
      "SPARK_HOME" -> home,
      "PYSPARK_PYTHON" -> python,
      "PYTHONPATH" -> Environment.home.resolve("notebooks/python/src").toString,
      "PYTHONDONTWRITEBYTECODE" -> "1"
    )(python, script, command, models.toString)
    assert(ended.exitCode === 0, ended.err)
    ended.out.linesIterator
      .map(_.split(" "))
      .collect { case Array(name, digest) =>
        name -> digest
      }
      .toMap
  }

  private lazy val ofThree = digests(three, "write", folder.resolve("three"))
  private lazy val ofFour = digests(four, "write", folder.resolve("four"))

  test("both lines fit the same bits") {
    assert(ofThree.size === 8)
    assert(ofFour === ofThree)
    assert(ofThree("stopped") === "time-limit")
  }

  test("Spark 4 reads the models of Spark 3.5, and goes on from its checkpoints") {
    assert(digests(four, "read", { ofThree; folder.resolve("three") }) === ofThree - "stopped")
  }

  test("Spark 3.5 reads the models of Spark 4, and goes on from its checkpoints") {
    assert(digests(three, "read", { ofFour; folder.resolve("four") }) === ofFour - "stopped")
  }
}
