// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.security.MessageDigest
import java.util.jar.JarFile
import org.apache.hadoop.fs.FileUtil
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What `bin/release` makes, and that plain Spark runs it. `bin/test --release` makes it first. */
class ReleaseSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder: Path = Files.createTempDirectory("release-")

  override protected def afterAll(): Unit = FileUtil.fullyDelete(folder.toFile)

  private lazy val release: Path = sys.env
    .get("SPARK_OPTIM_RELEASE")
    .fold[Path](cancel("SPARK_OPTIM_RELEASE is not set: run bin/test --release"))(Path.of(_))

  private lazy val files: Seq[Path] = {
    val walk = Files.walk(release)
    try walk.iterator.asScala.filter(Files.isRegularFile(_)).toList
    finally walk.close()
  }

  private def named(pattern: String): Seq[Path] =
    files.filter(file => release.relativize(file).toString.matches(pattern))

  private def only(pattern: String): Path = {
    val found = named(pattern)
    assert(found.size === 1, pattern)
    found.head
  }

  private def text(file: Path): String = new String(Files.readAllBytes(file), UTF_8)

  private def entries(file: Path): Seq[String] = {
    val jar = new JarFile(file.toFile)
    try jar.entries.asScala.map(_.getName).toList
    finally jar.close()
  }

  private val ofScala: String = sys.env.getOrElse("SPARK_SCALA_VERSION", "2.12")

  private lazy val version: String =
    only("spark-optim_2\\.12-.*\\.jar").getFileName.toString.split("-", 3)(2).stripSuffix(".jar")

  test("all files have their sums") {
    val sums = text(release.resolve("SHA256SUMS")).linesIterator
      .map(_.split("  ", 2))
      .map { case Array(sum, name) =>
        name -> sum
      }
      .toMap
    val found = files.filterNot(_.getFileName.toString == "SHA256SUMS").map { file =>
      val digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))
      release.relativize(file).toString -> digest.map(byte => f"$byte%02x").mkString
    }
    assert(found.toMap === sums)
  }

  test("each module is there for each Scala, with sources, Javadoc and a POM that stands alone") {
    val modules =
      Seq("core", "cuda", "studies").map(name => s"spark-optim-$name") ++
        (for (name <- Seq("engine", "ml", "pipelines"); line <- Seq("2.12", "2.13"))
          yield s"spark-optim-${name}_$line")
    for (module <- modules) {
      val start = s"maven/org/sparkoptim/$module/$version/$module-$version"
      val classes = entries(release.resolve(start + ".jar"))
      assert(classes.exists(_.endsWith(".class")), module)
      val sources = entries(release.resolve(start + "-sources.jar"))
      for (name <- classes if name.endsWith(".class") && !name.contains("$"))
        assert(
          sources.contains(name.stripSuffix("class") + "java") ||
            sources.exists(_.endsWith(".scala")),
          name
        )
      assert(entries(release.resolve(start + "-javadoc.jar")).contains("index.html"), module)
      val pom = text(release.resolve(start + ".pom"))
      assert(pom.contains(s"<artifactId>$module</artifactId>"), module)
      assert(!pom.contains("${") && !pom.contains("<parent>"), module)
      val other = if (module.endsWith("2.12")) "2.13" else "2.12"
      if (module.contains("_")) assert(!pom.contains(other), module)
    }
  }

  test("the jars for spark-submit have bills of materials, and the wheel has the same jars") {
    val wheel = only("sparkoptim-.*\\.whl")
    for (line <- Seq("2.12", "2.13")) {
      val jar = s"spark-optim_$line-$version.jar"
      assert(text(only(s"spark-optim_$line-.*\\.cdx\\.json")).contains("\"CycloneDX\""))
      val archive = new JarFile(wheel.toFile)
      try
        assert(
          archive.getInputStream(archive.getEntry(s"sparkoptim/jars/$jar")).readAllBytes() ===
            Files.readAllBytes(release.resolve(jar)),
          jar
        )
      finally archive.close()
      assert(entries(release.resolve(jar)).exists(_.contains(s"spark-optim-ml_$line/pom.xml")), jar)
    }
  }

  /** Fits, and prints the model's digest. */
  private val ScalaProgram =
    """import org.apache.spark.ml.linalg.Vectors
      |import sparkoptim.ml.LogisticRegression
      |val rows = (0 until 90).map(i => ((i % 2).toDouble, Vectors.dense(i % 7, (i * i) % 11, i % 2)))
      |val model = new LogisticRegression().setMaxIter(5).fit(spark.createDataFrame(rows).toDF("label", "features").coalesce(1))
      |println("digest " + model.weightsSha256)
      |println("coefficient " + model.coefficients(0))
      |System.exit(0)
      |""".stripMargin

  private val PySparkProgram =
    """from pyspark.ml.linalg import Vectors
      |from pyspark.sql import SparkSession
      |spark = SparkSession.builder.getOrCreate()
      |rows = [(float(i % 2), Vectors.dense(i % 7, (i * i) % 11, i % 2)) for i in range(90)]
      |data = spark.createDataFrame(rows, ["label", "features"]).coalesce(1)
      |stage = spark._jvm.sparkoptim.ml.LogisticRegression()
      |print("digest " + stage.setMaxIter(5).fit(data._jdf).weightsSha256())
      |spark.stop()
      |""".stripMargin

  private def digest(command: String*): String = {
    val ended = Program.within(
      600,
      folder,
      "SPARK_HOME" -> Environment("SPARK_HOME"),
      "SPARK_LOCAL_IP" -> "127.0.0.1",
      "PYSPARK_PYTHON" -> Environment("SPARK_OPTIM_PYTHON")
    )(s"${Environment("SPARK_HOME")}/bin/${command.head}" +: (plain ++ command.tail): _*)
    assert(ended.exitCode === 0, ended.out + ended.err)
    val found = ended.out.linesIterator.filter(_.contains("digest ")).toSeq
    assert(found.size === 1, ended.out + ended.err)
    found.head.replaceFirst(".*digest ", "")
  }

  private val plain = Seq("--master", "local[2]", "--conf", "spark.ui.enabled=false")

  test("spark-shell fits with the jar, and spark-submit with the package of a repository") {
    val script = Files.writeString(folder.resolve("fit.scala"), ScalaProgram)
    val jar = release.resolve(s"spark-optim_$ofScala-$version.jar").toString
    val shell = digest("spark-shell", "--jars", jar, "-i", script.toString)
    assert(shell.matches("[0-9a-f]{64}"))
    val python = Files.writeString(folder.resolve("fit.py"), PySparkProgram)
    val submitted = digest(
      "spark-submit",
      "--packages",
      s"org.sparkoptim:spark-optim-ml_$ofScala:$version",
      "--repositories",
      release.resolve("maven").toUri.toString,
      "--conf",
      s"spark.jars.ivy=${folder.resolve("ivy")}", // empty: nothing comes from runs before
      python.toString
    )
    assert(submitted === shell)
  }

  private def changes(log: String): Program = {
    val file = Files.writeString(folder.resolve("CHANGELOG.md"), log)
    val script = Environment.home.resolve("bin/changelog.py").toString
    Program.run(folder)(Environment("SPARK_OPTIM_PYTHON"), script, file.toString, "1.2.0")
  }

  test("a release wants its version, with a day and text, in the changelog") {
    val whole = changes(
      "# C\n\n## [Unreleased]\n\n## [1.2.0] - 2026-12-01\n\n- New.\n\n## [1.1.0] - 2026-11-01\n\n- Old.\n"
    )
    assert(whole.exitCode === 0 && whole.out === "- New.\n", whole.err)
    for (
      (log, reason) <- Seq(
        "## [Unreleased]\n\n- New.\n" -> "has no section",
        "## [1.2.01] - 2026-12-01\n\n- New.\n" -> "has no section",
        "## [1.2.0]\n\n- New.\n" -> "wants the day",
        "## [1.2.0] - 2026-12-01\n\n## [1.1.0] - 2026-11-01\n\n- Old.\n" -> "says nothing"
      )
    ) {
      val ended = changes(log)
      assert(ended.exitCode === 1 && ended.err.contains(reason), log)
    }
  }
}
