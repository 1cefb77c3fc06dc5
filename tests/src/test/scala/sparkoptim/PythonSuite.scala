// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.{Files, Path}
import javax.xml.parsers.DocumentBuilderFactory
import org.apache.hadoop.fs.FileUtil
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import org.w3c.dom.Element
import scala.collection.JavaConverters._
import scala.concurrent.ExecutionContext.Implicits.global
import scala.concurrent.duration._
import scala.concurrent.{Await, Future, blocking}

/** The Python package: pytest runs its tests once, and each function is a test here. */
class PythonSuite extends AnyFunSuite with BeforeAndAfterAll {
  import PythonSuite._

  private lazy val folder: Path = Files.createTempDirectory("sparkoptim-tests-")

  /** Begins with the other suites, beside which it runs: a good part of both is waiting for
    * processes to start.
    */
  private val running: Future[Either[String, Report]] = Future(blocking(pytest()))

  private def run: Either[String, Report] = Await.result(running, SECONDS.seconds)

  private def pytest(): Either[String, Report] = {
    val python = Environment("SPARK_OPTIM_PYTHON")
    val environment = Seq(
      "PYSPARK_PYTHON" -> python,
      "SPARK_HOME" -> Environment("SPARK_HOME"),
      "SPARK_LOCAL_IP" -> Environment("SPARK_LOCAL_IP"),
      "SPARK_OPTIM_JAR" -> Environment.jar.toString,
      "SPARK_OPTIM_HOME" -> Environment.home.toString,
      "SPARK_OPTIM_TORCH_JARS" -> torchJars.mkString(","),
      "DJL_CACHE_DIR" -> Environment.home.resolve(".spark-optim/djl").toString,
      "PYTHONDONTWRITEBYTECODE" -> "1"
    )
    val needed = Program.run(folder, environment: _*)(python, "-c", "import pytest, pyspark")
    if (needed.exitCode != 0) Left(needed.err.linesIterator.toSeq.lastOption.getOrElse("no pytest"))
    else {
      val xml = folder.resolve("report.xml")
      val program = Program.within(SECONDS, folder, environment: _*)(
        python,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        s"--junitxml=$xml",
        sources.toString
      )
      assert(Files.exists(xml), s"pytest made no report:\n${program.out}\n${program.err}")
      Right(Report.read(xml))
    }
  }

  /** Ours for PyTorch and its library; none where the torch module is not built. */
  private def torchJars: Seq[Path] = {
    val target = if (Environment("SPARK_SCALA_VERSION") == "2.12") "target" else "target/spark4"
    val folders =
      Seq(s"spark-optim/torch/$target", ".spark-optim/torch").map(Environment.home.resolve)
    val jars = folders.filter(Files.isDirectory(_)).flatMap { folder =>
      val list = Files.list(folder)
      try list.iterator.asScala.toList.filter(_.toString.matches(".*(-all-|native).*\\.jar"))
      finally list.close()
    }
    if (jars.size == 2) jars else Seq.empty
  }

  private def sources: Path = Environment.home.resolve("notebooks/python")

  for {
    home <- sys.env.get("SPARK_OPTIM_HOME").toSeq
    (file, name) <- functions(Path.of(home).resolve("notebooks/python/tests"))
  } test(s"$file: $name") {
    run match {
      case Left(reason) => cancel(s"the Python of bin/test cannot run these tests: $reason")
      case Right(report) =>
        val cases = report.cases.filter(c => c.file == file && c.name.takeWhile(_ != '[') == name)
        assert(cases.nonEmpty, "pytest did not run it")
        cases.flatMap(_.failure).headOption.foreach(text => fail(text))
        if (cases.forall(_.skipped.nonEmpty)) cancel(cases.flatMap(_.skipped).head)
    }
  }

  test("every case of pytest is a test here") {
    run match {
      case Left(reason) => cancel(reason)
      case Right(report) =>
        val known = functions(sources.resolve("tests")).toSet
        val strange = report.cases.filterNot(c => known((c.file, c.name.takeWhile(_ != '['))))
        assert(strange.map(c => s"${c.file}: ${c.name} ${c.failure.getOrElse("")}") === Seq.empty)
    }
  }

  override protected def afterAll(): Unit = {
    FileUtil.fullyDelete(folder.toFile)
    super.afterAll()
  }
}

object PythonSuite {
  private val SECONDS = 1800L
  private val Function = "(?m)^def (test_\\w+)\\(".r

  /** The test functions of a folder, each with the name of its file. */
  private def functions(folder: Path): Seq[(String, String)] = {
    val list = Files.list(folder)
    val files =
      try list.iterator.asScala.toList
      finally list.close()
    for {
      file <- files.sortBy(_.toString)
      name = file.getFileName.toString.stripSuffix(".py")
      if name.startsWith("test_")
      found <- Function.findAllMatchIn(Files.readString(file))
    } yield (name, found.group(1))
  }

  /** A case as pytest reports it; a function with parameters has several. */
  private final case class Case(
      file: String,
      name: String,
      failure: Option[String],
      skipped: Option[String]
  )

  private final case class Report(cases: Seq[Case])

  private object Report {
    def read(xml: Path): Report = {
      val factory = DocumentBuilderFactory.newInstance
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true)
      val nodes = factory.newDocumentBuilder.parse(xml.toFile).getElementsByTagName("testcase")
      Report(
        (0 until nodes.getLength).map(nodes.item).collect { case node: Element =>
          Case(
            node.getAttribute("classname").split('.').last,
            node.getAttribute("name"),
            // What is wrong comes first: lists of failures show the first lines only.
            child(node, "failure").orElse(child(node, "error")).map { found =>
              s"${found.getAttribute("message")}\n${found.getTextContent}"
            },
            child(node, "skipped").map(_.getAttribute("message"))
          )
        }
      )
    }

    private def child(node: Element, name: String): Option[Element] = {
      val children = node.getElementsByTagName(name)
      if (children.getLength == 0) None else Some(children.item(0).asInstanceOf[Element])
    }
  }
}
