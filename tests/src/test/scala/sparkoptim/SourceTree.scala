// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.{Files, Path}
import scala.collection.JavaConverters._

/** The project's Java and Scala files, without comments and texts, for tests of its structure. */
final case class SourceTree(files: Map[String, String]) {

  /** Files of the modules' main sources. */
  def main: Map[String, String] = files.filter(_._1.contains("/src/main/"))

  /** The same tree with one more file. */
  def +(file: (String, String)): SourceTree = SourceTree(files + file)
}

object SourceTree {
  private val Folders =
    Seq("spark-optim", "studies", "pipelines", "benchmarks", "tests", "examples")

  // Scala's long texts, texts, characters, comments of both kinds.
  private val Words = ("\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])'" +
    "|/\\*(?s:.*?)\\*/|//[^\n]*").r

  /** Code alone, with links of comments kept: they name types. */
  def code(text: String): String =
    Words.replaceAllIn(
      text,
      found => {
        val links = "\\{@link(?:plain)? [^}]*\\}".r.findAllIn(found.matched).mkString(" ")
        java.util.regex.Matcher
          .quoteReplacement(if (found.matched.startsWith("/")) links else "\"\"")
      }
    )

  def read(root: Path): SourceTree = {
    val paths = Folders
      .map(root.resolve)
      .filter(Files.isDirectory(_))
      .flatMap(folder => Files.walk(folder).iterator.asScala.toList)
      .filter(path => path.toString.endsWith(".java") || path.toString.endsWith(".scala"))
      .filterNot(_.iterator.asScala.exists(_.toString == "target"))
    SourceTree(
      paths.map(path => root.relativize(path).toString -> code(Files.readString(path))).toMap
    )
  }
}
