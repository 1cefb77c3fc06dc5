// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.net.URLClassLoader
import java.nio.file.{Files, Path}
import java.util.jar.{JarEntry, JarOutputStream}
import javax.tools.ToolProvider
import org.apache.spark.ml.linalg.Vector
import org.scalatest.time.{Minutes, Span}
import scala.collection.JavaConverters._
import sparkoptim.core.MethodRegistry
import sparkoptim.core.linear.{LossText, ScalarLoss}
import sparkoptim.ml.LogisticRegression

/** Parts of methods and a data format from another jar: that of `docs/methods/your-own.md`. */
class OwnMethodSuite extends SparkSuite {
  override def timeLimit: Span = Span(7, Minutes)

  private val METHOD = "smoothed(0.5) + sign-sgd + triangle(0.05)"
  private val CLUSTER = "local-cluster[2,1,1024]"

  private lazy val example: Path = Environment.home.resolve("examples/your-own")

  private def under(folder: Path): Seq[Path] =
    Files.walk(folder).iterator.asScala.filter(Files.isRegularFile(_)).toList.sorted

  private lazy val jar: Path = pack("my-methods.jar", example)

  /** Compiles and packs a folder's sources and services. */
  private def pack(name: String, from: Path): Path = {
    val classes = Files.createTempDirectory(folder, "classes-")
    val path = System.getProperty("java.class.path")
    val options = Seq("-proc:none", "-d", classes.toString, "-classpath", path)
    val sources = under(from.resolve("src")).map(_.toString)
    val compiler = ToolProvider.getSystemJavaCompiler
    assert(compiler.run(null, null, null, options ++ sources: _*) === 0)
    val jar = folder.resolve(name)
    val out = new JarOutputStream(Files.newOutputStream(jar))
    def add(root: Path, files: Seq[Path]): Unit =
      for (file <- files) {
        out.putNextEntry(new JarEntry(root.relativize(file).toString))
        Files.copy(file, out)
        out.closeEntry()
      }
    try {
      add(classes, under(classes))
      add(from, under(from.resolve("META-INF")))
    } finally out.close()
    jar
  }

  /** Runs as if the jars had come with the application. */
  private def withJars[T](jars: Path*)(body: => T): T = {
    val thread = Thread.currentThread
    val before = thread.getContextClassLoader
    val loader = new URLClassLoader(jars.map(_.toUri.toURL).toArray, before)
    thread.setContextClassLoader(loader)
    try body
    finally {
      thread.setContextClassLoader(before)
      loader.close()
    }
  }

  test("the page shows every file of the example, whole") {
    val page = Files.readString(Environment.home.resolve("docs/methods/your-own.md"))
    for (file <- under(example.resolve("src")))
      assert(page.contains(s"```java\n${Files.readString(file)}```"), file)
  }

  test("two parts of one name are refused, and both jars are named") {
    val other = Files.createDirectory(folder.resolve("other"))
    val services = Files.createDirectories(other.resolve("META-INF/services"))
    Files.write(services.resolve("sparkoptim.core.MethodProvider"), "org.other.Methods".getBytes)
    val source = Files.createDirectory(other.resolve("src")).resolve("Methods.java")
    val code = """package org.other;
      public final class Methods implements sparkoptim.core.MethodProvider {
        record Other(double top) implements sparkoptim.core.Schedule {
          public double at(long count, long total) { return top; }
        }
        public java.util.Map<String, sparkoptim.core.MethodPart> parts() {
          return java.util.Map.of("triangle", new Other(1));
        }
      }"""
    Files.write(source, code.getBytes)
    withJars(jar, pack("other-methods.jar", other)) {
      val error = intercept[IllegalArgumentException](MethodRegistry.here())
      assert(error.getMessage.contains("name triangle"), error.getMessage)
      assert(error.getMessage.contains("com.example.Triangle of my-methods.jar"), error.getMessage)
      assert(
        error.getMessage.contains("org.other.Methods$Other of other-methods.jar"),
        error.getMessage
      )
    }
  }

  test("a loss of another jar has its name") {
    withJars(jar) {
      val loss = LossText.parse("log-cosh(width=2)").asInstanceOf[ScalarLoss]
      assert(loss.getClass.getName === "com.example.LogCosh")
      assert(math.abs(loss.value(1, 4) - 4 * math.log(math.cosh(1.5))) < 1e-14)
    }
    val error = intercept[IllegalArgumentException](LossText.parse("log-cosh"))
    assert(error.getMessage.contains("unknown loss log-cosh"), error.getMessage)
  }

  test("a stage trains by parts of another jar") {
    withJars(jar) {
      val rows = frame(SparkSuite.breastCancer, 2)
      val stage = new LogisticRegression().setOptimMethod(METHOD).setMaxIter(12).setBatchSize(64)
      val model = stage.fit(rows)
      assert(
        model.summary.optimMethod.startsWith("smoothed(beta=0.5) + sign-sgd + triangle(top=0.05)")
      )
      val right = model.transform(rows).where("label = prediction").count().toDouble / rows.count()
      assert(right > 0.9)
    }
  }

  private def launch(arguments: Seq[String], options: Seq[String]): Program = {
    val launcher = Environment.home.resolve("bin/spark-optim").toString
    val environment = Seq(
      "SPARK_OPTIM_JAR" -> Environment.jar.toString,
      "SPARK_LOCAL_IP" -> "127.0.0.1",
      "SPARK_SCALA_VERSION" -> Environment("SPARK_SCALA_VERSION")
    )
    val quiet = Seq("--conf", "spark.ui.enabled=false")
    Program.run(folder, environment: _*)(
      (launcher +: arguments) ++ ("--" +: (quiet ++ options)): _*
    )
  }

  /** Digits with spaces between the numbers, for the format of the jar. */
  private lazy val data: Path = {
    val lines = SparkSuite.digits.map { row =>
      (row.getDouble(0) +: row.getAs[Vector](1).toArray).mkString(" ")
    }
    Files.write(folder.resolve("digits.txt"), lines.asJava)
  }

  private def job(output: String, more: String*): Seq[String] = Seq(
    "train",
    Environment.home.resolve("examples/digits.conf").toString,
    "data.format=space-separated",
    "data.numFeatures=null",
    s"data.train=$data",
    s"output=${folder.resolve(output)}",
    s"stage.params.optimMethod=$METHOD",
    "stage.params.maxIter=12",
    "stage.params.numShards=4"
  ) ++ more

  private def metrics(output: String): JsonNode =
    new ObjectMapper().readTree(folder.resolve(output).resolve("metrics.json").toFile)

  test("a job reads a format and trains by parts of another jar; two executors give its bits") {
    val local = launch(job("local"), Seq("--master", "local[2]", "--jars", jar.toString))
    assert(local.exitCode === 0, local.err)
    assert(metrics("local").at("/test/accuracy").asDouble > 0.9)
    val checkpoints = folder.resolve("checkpoints").toString
    val kept = Seq(
      "stage.params.engine=ranks",
      s"stage.params.checkpointDir=$checkpoints",
      "stage.params.checkpointSeconds=0",
      "stage.params.keepCheckpoints=true"
    )
    val options = Seq("--master", CLUSTER, "--jars", jar.toString)
    val cluster = launch(job("cluster", kept: _*), options)
    assert(cluster.exitCode === 0, cluster.err)
    assert(metrics("cluster").required("engine").asText === "ranks(2)")
    val sha256 = metrics("local").required("weightsSha256")
    assert(metrics("cluster").required("weightsSha256") === sha256)
    // The checkpoint names the parts, and a second run goes on from it: it is finished at once.
    val manifests = under(folder.resolve("checkpoints")).filter(_.endsWith("manifest.json"))
    assert(manifests.exists(Files.readString(_).contains("sign-sgd")))
    val again = launch(job("again", kept: _*), Seq("--master", "local[2]", "--jars", jar.toString))
    assert(again.exitCode === 0, again.err)
    assert(metrics("again").required("weightsSha256") === sha256)
  }

  test("an executor without the jar ends the job, naming class and jar") {
    // Both jars on the driver's class path; executors get the application's alone.
    val path = s"$jar:${Environment.jar}"
    val options = Seq("--master", CLUSTER, "--driver-class-path", path)
    val alone = launch(job("alone", "stage.params.engine=ranks"), options)
    assert(alone.exitCode !== 0)
    assert(alone.err.contains("com.example.SignSgd=my-methods.jar"), alone.err)
  }

  test("a network of BigDL's trains by parts of another jar") {
    if (!Files.isDirectory(Environment.home.resolve(".spark-optim/bigdl")))
      cancel("BigDL is not installed: bin/test does, where it can")
    val program = launch(
      job("network", "stage.class=NetworkClassifier").filterNot(_.startsWith("stage.params.num")) ++
        Seq(
          "stage.params.regParam=0",
          "stage.params.network=\"dense(10)\"",
          "stage.params.backend=bigdl"
        ),
      Seq("--master", "local[2]", "--jars", jar.toString)
    )
    assert(program.exitCode === 0, program.err)
    assert(metrics("network").at("/test/accuracy").asDouble > 0.8)
  }
}
