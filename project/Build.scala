// SPDX-License-Identifier: Apache-2.0
/** The sbt build: modules and dependencies come out of pom.xml. build.sbt adds what Maven does not know. */
object Build extends sbtpomreader.PomBuild {

  /** BigDL's modules, where bin/test or a job with a network has put BigDL's jars. */
  override def profiles: Seq[String] =
    if (new java.io.File(".spark-optim/bigdl").isDirectory) Seq("bigdl") else Nil
}
