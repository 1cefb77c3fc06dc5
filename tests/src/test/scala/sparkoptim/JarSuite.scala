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
        "sparkoptim/shaded/config",
        "sparkoptim/shaded/picocli",
        "sparkoptim/shaded/xchart"
      )
    ) assert(packages.contains(p), p)
  }

  test("jar holds nothing of Spark, Scala or Jackson") {
    val foreign = Seq("org/apache/spark/", "scala/", "com/fasterxml/", "org/apache/hadoop/")
    assert(names.filter(n => foreign.exists(f => n.startsWith(f))).isEmpty)
  }

  test("all classes are in packages of ours, so that none clashes with a cluster's") {
    assert(names.filter(n => n.endsWith(".class") && !n.startsWith("sparkoptim/")).isEmpty)
  }

  test("jar says what is inside, to people and to scanners") {
    assert(text("META-INF/LICENSE").contains("Apache License"))
    val notice = text("META-INF/NOTICE")
    val bill = text("META-INF/sbom/application.cdx.json")
    assert(bill.contains("\"CycloneDX\""))
    for (library <- Seq("com.typesafe:config", "info.picocli:picocli", "org.knowm.xchart:xchart")) {
      assert(notice.contains(library))
      assert(bill.contains("pkg:maven/" + library.replace(':', '/') + "@"))
    }
    assert(names.exists(_.matches("META-INF/maven/.*/spark-optim-core/pom.properties")))
  }

  private def text(name: String): String = {
    val jar = new JarFile(Environment.jar.toFile)
    try new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), "UTF-8")
    finally jar.close()
  }
}
