// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.util.jar.JarFile
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The jar that goes to spark-submit: all that a job needs, and nothing that the cluster brings. */
class JarSuite extends AnyFunSuite {

  private def names: Seq[String] = {
    val jar = new JarFile(Environment.jar.toFile)
    try jar.entries.asScala.map(_.getName).toList
    finally jar.close()
  }

  test("jar holds the jobs, the stages and their libraries") {
    val packages = names.filter(_.endsWith(".class")).map(_.replaceFirst("/[^/]*$", "")).toSet
    for (
      p <- Seq(
        "sparkoptim/core",
        "sparkoptim/ml",
        "sparkoptim/jobs",
        "com/typesafe/config",
        "picocli",
        "org/knowm/xchart"
      )
    ) assert(packages.contains(p), p)
  }

  test("jar holds nothing of Spark, Scala or Jackson") {
    val foreign = Seq("org/apache/spark/", "scala/", "com/fasterxml/", "org/apache/hadoop/")
    assert(names.filter(n => foreign.exists(f => n.startsWith(f))).isEmpty)
  }
}
