// What sbt does not learn from pom.xml. Formatter, error-prone and the jar for spark-submit are Maven's alone.
ThisBuild / javacOptions ++= Seq("--release", "17", "-parameters")

// Scala 2.12 cannot read records, so it comes after Java.
ThisBuild / compileOrder := CompileOrder.JavaThenScala

// Java modules: Scala comes with Spark where there is Spark, and not at all in core.
Seq("core", "engine", "cuda", "ml", "studies", "pipelines", "benchmarks")
  .map(LocalProject(_) / autoScalaLibrary := false)

// Java extends what is in Scala here; Scala 2.12 cannot read records, so it does not look at the Java sources.
LocalProject("ml") / compileOrder := CompileOrder.ScalaThenJava
