/** The sbt build: modules and dependencies come out of pom.xml. build.sbt adds what Maven does not know. */
object Build extends sbtpomreader.PomBuild
