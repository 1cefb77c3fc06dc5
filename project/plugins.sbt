addSbtPlugin("com.github.sbt" % "sbt-pom-reader" % "2.5.0")
