// SPDX-License-Identifier: Apache-2.0
import sbt._
import sbt.Keys._
import sbtpomreader.SbtPomKeys

/** The sbt build: modules and dependencies come out of pom.xml. build.sbt adds what Maven does not know. */
object Build extends sbtpomreader.PomBuild {

  /** As for Maven: -Dspark4 is the line for Spark 4 and Scala 2.13. */
  private val spark4 = sys.props.contains("spark4")

  /** BigDL's modules are for Spark 3.5, where bin/test or a job with a network has put BigDL's jars. */
  override val profiles: Seq[String] =
    if (spark4) Seq("spark4")
    else if (new java.io.File(".spark-optim/bigdl").isDirectory) Seq("bigdl")
    else Nil

  override val userPropertiesMap: Map[String, String] =
    if (spark4) Map("spark4" -> "true") else Map.empty

  /** Adds what differs between the lines of Spark, as the reader of POMs does not find the folders that a plugin adds.
    * Classes of Spark 4 have folders of their own, as Maven's.
    */
  override def projectDefinitions(folder: File): Seq[Project] = {
    val line = if (spark4) "spark4" else "spark3"
    super.projectDefinitions(folder).map {
      _.settings(
        SbtPomKeys.profiles := profiles,
        SbtPomKeys.mavenUserProperties := userPropertiesMap,
        scalaVersion := SbtPomKeys.effectivePom.value.getProperties.getProperty("scala.version"),
        Compile / unmanagedSourceDirectories += baseDirectory.value / "src" / "main" / line,
        Compile / unmanagedResourceDirectories += baseDirectory.value / "src" / "main" / s"$line-resources",
        target := baseDirectory.value / (if (spark4) "target/spark4" else "target")
      )
    }
  }
}
