// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import org.scalatest.funsuite.AnyFunSuite
import scala.io.Source

/** One word for one thing: old names do not come back, and a simple name has one meaning. */
class NamesSuite extends AnyFunSuite {
  import NamesSuite._

  private lazy val tree = SourceTree.read(Environment.home)

  test("no identifier has an old name") {
    assert(comeBack(tree) === Seq.empty)
  }

  test("an old name is found, in code and in a link of a comment") {
    val planted = SourceTree(
      Map(
        "A.java" -> SourceTree.code("class A { Anchor first; } // an Anchor"),
        "B.scala" -> SourceTree.code("/** See {@link Lagging}. */ class B { val text = \"Door\" }"),
        "C.java" -> SourceTree.code("class C { String lineOf(Snapshot anchors) {} }")
      )
    )
    assert(comeBack(planted) === Seq("A.java: Anchor -> Snapshot", "B.scala: Lagging -> LazyPoint"))
  }

  test("a simple name belongs to one class, but for methods that BigDL's users know by it") {
    // The classes of the two lines of Spark have one name each, on purpose.
    val one = SourceTree(tree.files.filterNot(_._1.contains("/src/main/spark3/")))
    assert(twice(one) === Seq.empty)
  }

  test("what is there for Spark 3.5 is there for Spark 4") {
    val ofFour = tree.files.keySet.map(_.replace("/src/main/spark4/", "/src/main/spark3/"))
    assert((tree.files.keySet -- ofFour).filter(_.contains("/src/main/spark3/")) === Set.empty)
  }
}

object NamesSuite {

  /** Methods of {@code sparkoptim.bigdl.optim} with the names of core's, as users expect. */
  private val Twins =
    Set(
      "Adagrad",
      "Adam",
      "AdamW",
      "GeneralizedPrimalAveraging",
      "PrimalAveraging",
      "ScheduleFreeAdamW",
      "Taso"
    )

  private lazy val old: Seq[(String, String)] = {
    val source = Source.fromInputStream(getClass.getResourceAsStream("/old-names.txt"), "UTF-8")
    try
      source.getLines.filterNot(line => line.startsWith("#") || line.isEmpty).toList.map { line =>
        val Array(name, now) = line.split(" -> ")
        name -> now
      }
    finally source.close()
  }

  private val Word = "[A-Za-z_$][\\w$]*".r

  def comeBack(tree: SourceTree): Seq[String] =
    tree.files.toSeq.sortBy(_._1).flatMap { case (path, code) =>
      val words = Word.findAllIn(code).toSet
      old.collect { case (name, now) if words(name) => s"$path: $name -> $now" }
    }

  /** Simple names of main classes that are there twice. */
  def twice(tree: SourceTree): Seq[String] =
    tree.main.keys.toSeq
      .map(path => path.substring(path.lastIndexOf('/') + 1).takeWhile(_ != '.'))
      .filterNot(name => name == "package-info" || Twins(name))
      .groupBy(identity)
      .collect { case (name, places) if places.size > 1 => name }
      .toSeq
      .sorted
}
