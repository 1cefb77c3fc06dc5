// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.lang.reflect.InvocationTargetException
import java.net.URLClassLoader
import java.nio.file.{Files, Path, Paths}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The notes for Zeppelin are read by Zeppelin's own classes. Their paragraphs run in PythonSuite.
  */
class ZeppelinSuite extends AnyFunSuite with BeforeAndAfterAll {
  import ZeppelinSuite._

  /** Zeppelin's classes in front of Spark's jars, and not among those of the tests. */
  private lazy val loader = new URLClassLoader(
    (list(Paths.get(Environment("SPARK_OPTIM_ZEPPELIN"))) ++
      list(Paths.get(Environment("SPARK_HOME"), "jars")))
      .filter(_.toString.endsWith(".jar"))
      .map(_.toUri.toURL)
      .toArray,
    ClassLoader.getPlatformClassLoader
  )

  private def read(path: String, json: String): AnyRef = {
    val thread = Thread.currentThread
    val before = thread.getContextClassLoader
    thread.setContextClassLoader(loader) // where Zeppelin looks for its settings
    try
      loader
        .loadClass("org.apache.zeppelin.notebook.Note")
        .getMethod("fromJson", classOf[String], classOf[String])
        .invoke(null, path, json)
    catch { case e: InvocationTargetException => throw e.getCause }
    finally thread.setContextClassLoader(before)
  }

  private def notes: Seq[Path] =
    list(Environment.home.resolve("notebooks/zeppelin")).filter(_.toString.endsWith(".zpln"))

  test("a note as Zeppelin reads it has the paragraphs and results of the file") {
    assert(notes.nonEmpty)
    for (path <- notes) {
      val json = Files.readString(path)
      val note = read(path.getFileName.toString, json)
      val expected = MAPPER.readTree(json).get("paragraphs").elements.asScala.toSeq
      val found = get(note, "getParagraphs").asInstanceOf[java.util.List[AnyRef]].asScala
      withClue(path) {
        assert(found.map(get(_, "getText")) === expected.map(_.get("text").asText))
        assert(found.map(get(_, "getId")) === expected.map(_.get("id").asText))
        assert(found.map(kinds) === expected.map(kindsOf))
        assert(found.map(get(_, "getIntpText")) === expected.map(firstWord))
      }
    }
  }

  test("a file that is no note is refused by Zeppelin") {
    val failure = intercept[Exception](read("broken.zpln", "{\"paragraphs\": 3}"))
    assert(failure.getClass.getName.startsWith("org.apache.zeppelin."))
  }

  override protected def afterAll(): Unit = {
    if (sys.env.contains("SPARK_OPTIM_ZEPPELIN")) loader.close()
    super.afterAll()
  }
}

object ZeppelinSuite {
  private val MAPPER = new ObjectMapper

  private def list(folder: Path): Seq[Path] = {
    val files = Files.list(folder)
    try files.iterator.asScala.toList.sortBy(_.toString)
    finally files.close()
  }

  private def get(owner: AnyRef, name: String): AnyRef =
    owner.getClass.getMethod(name).invoke(owner)

  /** The kinds of a paragraph's results, as Zeppelin read them. */
  private def kinds(paragraph: AnyRef): Seq[String] =
    Option(get(paragraph, "getReturn")).toSeq.flatMap { result =>
      get(result, "message").asInstanceOf[java.util.List[AnyRef]].asScala.map { message =>
        get(message, "getType").toString
      }
    }

  private def kindsOf(paragraph: JsonNode): Seq[String] =
    Option(paragraph.get("results")).toSeq.flatMap { results =>
      results.get("msg").elements.asScala.map(_.get("type").asText)
    }

  private def firstWord(paragraph: JsonNode): String =
    paragraph.get("text").asText.linesIterator.next().stripPrefix("%")
}
