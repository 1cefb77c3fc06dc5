// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.io.File
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import org.apache.spark.sql.functions.{avg, col}
import org.scalatest.time.{Minutes, Span}
import scala.collection.JavaConverters._

/** The jobs as users start them: by spark-submit, on one machine and on a cluster of processes. */
class ClusterSuite extends SparkSuite {
  override def timeLimit: Span = Span(7, Minutes) // each process has a limit of its own

  private val LOCAL = "local[2]"
  private val CLUSTER = "local-cluster[2,1,1024]"

  /** A Spark home with a work folder of its own, where local-cluster leaves its logs. */
  private lazy val sparkHome: Path = {
    val home = Files.createDirectory(folder.resolve("spark"))
    for (entry <- new File(Environment("SPARK_HOME")).listFiles if entry.getName != "work")
      Files.createSymbolicLink(home.resolve(entry.getName), entry.toPath)
    home
  }

  private def submit(master: String, arguments: String*): Program = {
    val log = Environment.home.resolve("cluster-conf/log4j2.properties")
    val options = Seq(
      s"$sparkHome/bin/spark-submit",
      "--master",
      master,
      "--conf",
      "spark.ui.enabled=false",
      "--conf",
      s"spark.driver.extraJavaOptions='-Dlog4j2.configurationFile=$log'",
      "--class",
      "sparkoptim.jobs.Main",
      Environment.jar.toString
    )
    // Without these two a local-cluster fails only after minutes.
    val needed = Seq("SPARK_LOCAL_IP", "SPARK_SCALA_VERSION").map(name => name -> Environment(name))
    val environment = needed :+ ("SPARK_HOME" -> sparkHome.toString)
    Program.run(folder, environment: _*)(options ++ arguments: _*)
  }

  private lazy val config: String = Environment.home.resolve("examples/digits.conf").toString

  private def output(name: String): Path = folder.resolve(name)

  private def train(name: String, master: String, overrides: String*): JsonNode =
    record(name, submit(master, training(name) ++ overrides: _*))

  private def training(name: String): Seq[String] =
    Seq("train", config, s"output=${output(name)}", "stage.params.numShards=4")

  /** What a training that went well has left. */
  private def record(name: String, program: Program): JsonNode = {
    assert(program.exitCode === 0, program.err)
    new ObjectMapper().readTree(output(name).resolve("metrics.json").toFile)
  }

  private lazy val local: JsonNode = train("local", LOCAL)

  private def sha256(metrics: JsonNode): String = metrics.required("weightsSha256").asText

  test("train writes an accurate model and the record of the run") {
    assert(local.at("/test/accuracy").asDouble >= 0.95)
    assert(local.at("/test/rows").asInt === 359)
    assert(sha256(local).matches("[0-9a-f]{64}"))
    assert(Files.exists(output("local").resolve("model/metadata")))
  }

  test("ranks on a cluster of two executors give the same bits") {
    val cluster = train("cluster", CLUSTER, "stage.params.engine=ranks")
    assert(cluster.required("engine").asText === "ranks(2)")
    assert(sha256(cluster) === sha256(local))
    assert(cluster.at("/test/accuracy").asDouble === local.at("/test/accuracy").asDouble)
  }

  test("engine job on a cluster gives the same bits") {
    val jobs = train("jobs", CLUSTER, "stage.params.engine=job")
    assert(jobs.required("engine").asText.startsWith("job"))
    assert(sha256(jobs) === sha256(local))
  }

  test("a GPU that the processor plays: train says what computed, and ends as the CPU does") {
    val libraries = Environment("SPARK_OPTIM_CUDA_ON_CPU")
    Environment.cudaJar // which the launcher asks for
    val launcher = Environment.home.resolve("bin/spark-optim").toString
    val cache = s"spark.driver.extraJavaOptions=-Dorg.bytedeco.javacpp.cachedir=${output("cuda")}"
    val options = Seq("--", "--master", LOCAL, "--conf", "spark.ui.enabled=false", "--conf", cache)
    val command = (launcher +: training("gpu") :+ "stage.params.device=gpu") ++ options
    val gpu =
      record("gpu", Program.run(folder, "LD_LIBRARY_PATH" -> libraries)(command: _*))
    assert(gpu.required("backend").asText.startsWith("CUDA on the CPU, sm_90, CUDA 13.1, SINGLE"))
    assert(sha256(gpu) !== sha256(local))
    val objective = local.required("objective").asDouble
    assert(math.abs(gpu.required("objective").asDouble - objective) < 1e-6)
    assert(gpu.at("/test/accuracy").asDouble >= 0.95)
  }

  test("score applies the saved model: as accurate on the test rows as train said") {
    val accuracy = local.at("/test/accuracy").asDouble
    val lines = Files.readAllLines(Environment.dataSet("digits.libsvm")).asScala
    val tested = lines.zipWithIndex.collect { case (line, index) if index % 5 == 4 => line }
    val rows = Files.write(folder.resolve("test.libsvm"), tested.asJava, UTF_8)
    val program = submit(LOCAL, "score", config, s"output=${output("local")}", s"data.score=$rows")
    assert(program.exitCode === 0, program.err)
    val scored = spark.read.parquet(output("local").resolve("predictions").toString)
    assert(scored.count() === tested.size)
    val found = scored.agg(avg((col("label") === col("prediction")).cast("double"))).head
    assert(found.getDouble(0) === accuracy)
  }

  for (
    (what, override_, code, message) <- Seq(
      ("an unknown key", "data.trian=x", 2, "did you mean data.train?"),
      ("a value out of range", "stage.params.regParam=-1", 2, "regParam"),
      ("data that is not there", "data.train=nowhere.libsvm", 65, "nowhere.libsvm")
    )
  )
    test(s"$what ends with exit code $code and one line") {
      val program = submit(LOCAL, "train", config, s"output=${output("refused")}", override_)
      assert(program.exitCode === code, program.err)
      val ofJava = Seq("Picked up ", "WARNING: Using incubator modules") // the second on Spark 4
      val lines = program.err.linesIterator.filterNot(line => ofJava.exists(line.startsWith)).toSeq
      assert(lines.size === 1, program.err)
      assert(lines.head.startsWith("spark-optim: ") && lines.head.contains(message))
      assert(program.out.isEmpty)
      assert(!Files.exists(output("refused").resolve("model")))
    }
}
