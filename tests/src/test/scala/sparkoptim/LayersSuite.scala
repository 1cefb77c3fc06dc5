// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import org.scalatest.funsuite.AnyFunSuite

/** Which module may use which: arrows point down, and files make no circle. */
class LayersSuite extends AnyFunSuite {
  import LayersSuite._

  private lazy val tree = SourceTree.read(Environment.home)

  test("modules use the layers below them only") {
    assert(upward(tree) === Seq.empty)
  }

  test("the engine does not know how rows are packed") {
    assert(knowing(tree, "sparkoptim.engine", "sparkoptim.engine.rows") === Seq.empty)
  }

  test("files make no circle of imports") {
    assert(circles(tree) === Seq.empty)
  }

  test("an import of an upper layer is found") {
    val planted = "spark-optim/core/src/main/java/sparkoptim/core/Planted.java" ->
      "package sparkoptim.core; import sparkoptim.engine.Training; class Planted {}"
    assert(
      upward(tree + planted) === Seq("sparkoptim.core.Planted uses sparkoptim.engine.Training")
    )
  }

  test("a circle of files is found") {
    val planted = tree +
      ("spark-optim/core/src/main/java/sparkoptim/core/Planted.java" ->
        "package sparkoptim.core; import sparkoptim.core.rule.PlantedToo; class Planted {}") +
      ("spark-optim/core/src/main/java/sparkoptim/core/rule/PlantedToo.java" ->
        "package sparkoptim.core.rule; import sparkoptim.core.Planted; class PlantedToo {}")
    assert(
      circles(planted) === Seq(Set("sparkoptim.core.Planted", "sparkoptim.core.rule.PlantedToo"))
    )
  }
}

object LayersSuite {

  /** What each module may use beside itself. A new module has to be entered. */
  val Below: Map[String, Set[String]] = Map(
    "spark-optim/core" -> Set(),
    "spark-optim/engine" -> Set("spark-optim/core"),
    "spark-optim/cuda" -> Set("spark-optim/core"),
    "spark-optim/torch" -> Set("spark-optim/core"),
    "studies" -> Set("spark-optim/core"),
    "spark-optim/ml" -> Set("spark-optim/core", "spark-optim/engine"),
    "spark-optim/bigdl" ->
      Set("spark-optim/core", "spark-optim/engine", "spark-optim/ml", "studies"),
    "pipelines" -> Set("spark-optim/core", "spark-optim/engine", "spark-optim/ml", "studies"),
    "benchmarks" ->
      Set(
        "spark-optim/core",
        "spark-optim/engine",
        "spark-optim/cuda",
        "spark-optim/ml",
        "studies",
        "pipelines"
      ),
    "benchmarks/torch" ->
      Set(
        "spark-optim/core",
        "spark-optim/engine",
        "spark-optim/torch",
        "spark-optim/ml",
        "benchmarks"
      ),
    "benchmarks/bigdl" ->
      Set(
        "spark-optim/core",
        "spark-optim/engine",
        "spark-optim/bigdl",
        "spark-optim/ml",
        "benchmarks"
      )
  )

  private val Package = "package ([\\w.]+)".r
  private val Qualified = "\\bsparkoptim(?:\\.[a-z]\\w*)+\\.[A-Z]\\w*".r

  private final case class Unit(name: String, module: String, uses: Set[String])

  private def units(tree: SourceTree): Seq[Unit] =
    tree.main.toSeq.sortBy(_._1).collect {
      case (path, code) if path.endsWith(".java") && !path.endsWith("-info.java") =>
        val name = path.substring(path.lastIndexOf('/') + 1).stripSuffix(".java")
        val packageName = Package.findFirstMatchIn(code).fold("")(_.group(1) + ".")
        Unit(
          packageName + name,
          path.substring(0, path.indexOf("/src/main/")),
          Qualified.findAllIn(code).toSet - (packageName + name)
        )
    }

  def upward(tree: SourceTree): Seq[String] = {
    val all = units(tree)
    val module = all.map(unit => unit.name -> unit.module).toMap
    for {
      unit <- all
      used <- unit.uses.toSeq.sorted
      other <- module.get(used)
      if other != unit.module && !Below.getOrElse(unit.module, Set.empty).contains(other)
    } yield s"${unit.name} uses $used"
  }

  /** Files of one package that use another. */
  def knowing(tree: SourceTree, from: String, to: String): Seq[String] =
    units(tree)
      .filter(unit => unit.name.matches(from.replace(".", "\\.") + "\\.[A-Z]\\w*"))
      .filter(_.uses.exists(_.startsWith(to + ".")))
      .map(_.name)

  /** Groups of files that reach each other by imports. */
  def circles(tree: SourceTree): Seq[Set[String]] = {
    val all = units(tree)
    val names = all.map(_.name).toSet
    val uses = all.map(unit => unit.name -> unit.uses.intersect(names)).toMap
    // Files that nothing uses, or that use nothing, are in no circle: they go until none is left.
    @scala.annotation.tailrec
    def core(left: Set[String]): Set[String] = {
      val used = left.flatMap(uses).intersect(left)
      val kept = used.filter(name => uses(name).exists(used))
      if (kept == left) left else core(kept)
    }
    def reached(from: String): Set[String] = {
      @scala.annotation.tailrec
      def go(found: Set[String], edge: Set[String]): Set[String] =
        if (edge.isEmpty) found else go(found ++ edge, edge.flatMap(uses) -- found -- edge)
      go(Set.empty, uses(from))
    }
    val left = core(names)
    val reach = left.map(name => name -> reached(name)).toMap
    left.toSeq
      .filter(name => reach(name)(name))
      .map(name => left.filter(other => reach(name)(other) && reach(other)(name)))
      .distinct
  }
}
