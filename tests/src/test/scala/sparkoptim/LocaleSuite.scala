// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.Files
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Texts are the same in every language of the user: by {@code PlainText.of} and Locale.ROOT. */
class LocaleSuite extends AnyFunSuite {
  import LocaleSuite._

  test("no text takes the digits or letters of the user's language") {
    val sources = Seq("spark-optim", "studies", "pipelines")
      .map(Environment.home.resolve)
      .flatMap(folder => Files.walk(folder).iterator.asScala.toList)
      .filter(path => path.toString.contains("/src/main/") && path.toString.endsWith(".java"))
    assert(sources.size > 100)
    assert(
      sources.flatMap(path =>
        dependent(Files.readString(path)).map(found => s"${path.getFileName}: $found")
      ) === Seq.empty
    )
  }

  test("what does so is found") {
    val planted = Seq(
      "\"%d rows\".formatted(n)",
      "(\"%s has \"\n  + \"%,d rows\").formatted(name, n)",
      "\"%.3f \" + \"s\"\n   .formatted(x)",
      "String.format(\"%s\", x)",
      "out.printf(\"%d\", n)",
      "name.toLowerCase()"
    )
    assert(planted.filter(dependent(_).isEmpty) === Seq.empty)
    val fine =
      "\"%s\".formatted(x); String.format(Locale.ROOT, \"%d\", n); s.toLowerCase(Locale.ROOT)"
    assert(dependent(fine) === Seq.empty)
  }
}

object LocaleSuite {
  private val Text = "\"(?:[^\"\\\\\n]|\\\\.)*\""
  private val Number =
    "\"(?:[^\"\\\\\n]|\\\\.)*%[-#+ 0,(]*\\d*(?:\\.\\d+)?[defgEG](?:[^\"\\\\\n]|\\\\.)*\""

  private val Dependent = Seq(
    s"$Number(?:\\s*\\+\\s*$Text)*\\s*\\)?\\s*\\.formatted\\(",
    "String\\.format\\((?!\\s*Locale\\.)",
    "\\.printf\\((?!\\s*Locale\\.)",
    "\\.to(?:Lower|Upper)Case\\(\\)"
  ).map(_.r)

  def dependent(source: String): Seq[String] =
    Dependent.flatMap(_.findAllIn(source).map(_.replaceAll("\\s+", " ")))
}
