// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.net.ServerSocket
import java.nio.file.{Files, Path}
import org.scalatest.time.{Minutes, Span}

/** The launcher on a standalone cluster, with the driver here and in the cluster, by the files of
  * cluster-conf as they are. It runs with `bin/test --clusters` only.
  */
class ClusterModesSuite extends SparkSuite {
  override def timeLimit: Span = Span(15, Minutes)

  private val SECONDS = 600L
  private lazy val cluster =
    new StandaloneCluster(folder, "spark.executor.cores" -> "2")

  override protected def afterAll(): Unit =
    try super.afterAll()
    finally if (sys.env.contains("SPARK_OPTIM_CLUSTERS")) cluster.close()

  private lazy val config: String = Environment.home.resolve("examples/digits.conf").toString

  private def output(name: String): Path = folder.resolve(name)

  private def launch(words: String*): Program = {
    Environment("SPARK_OPTIM_CLUSTERS")
    val launcher = Environment.home.resolve("bin/spark-optim").toString
    val jar = "SPARK_OPTIM_JAR" -> Environment.jar.toString
    Program.within(SECONDS, folder, jar)(launcher +: words: _*)
  }

  /** The settings of cluster-conf, but for the place and size of the cluster. */
  private def onCluster(mode: String, more: String*): Seq[String] = {
    val settings = Environment.home.resolve("cluster-conf/standalone/spark-defaults.conf").toString
    Seq("--", "--properties-file", settings, "--master", cluster.master, "--deploy-mode", mode) ++
      Seq("--driver-memory", "500m", "--executor-memory", "500m") ++
      Seq("spark.cores.max=2", "spark.executor.cores=1", "spark.ui.enabled=false")
        .flatMap(setting => Seq("--conf", setting)) ++ more
  }

  private def training(name: String): Seq[String] =
    Seq("train", config, s"output=${output(name)}", "stage.params.numShards=4") ++
      Seq("stage.params.engine=ranks")

  private def json(name: String, file: String): JsonNode =
    new ObjectMapper().readTree(output(name).resolve(file).toFile)

  private def errors(program: Program): Seq[String] =
    program.err.linesIterator.filter(_.startsWith("spark-optim: ")).toSeq

  test("client and cluster mode give the bits of one machine, and the job's exit code") {
    val here = launch(training("here") ++ Seq("--", "--master", "local[2]"): _*)
    assert(here.exitCode === 0, here.err)
    for (mode <- Seq("client", "cluster")) {
      val program = launch(training(mode) ++ onCluster(mode): _*)
      assert(program.exitCode === 0, program.err)
      val metrics = json(mode, "metrics.json")
      assert(metrics.required("engine").asText === "ranks(2)")
      assert(
        metrics.required("weightsSha256") === json("here", "metrics.json").get("weightsSha256")
      )
    }
  }

  test(
    "in cluster mode a wrong configuration ends here, and what the driver refuses ends as there"
  ) {
    val wrong = launch(training("wrong") ++ ("stage.params.maxIte=3" +: onCluster("cluster")): _*)
    assert(wrong.exitCode === 2)
    assert(errors(wrong).size === 1 && errors(wrong).head.contains("did you mean maxIter?"))
    assert(!Files.exists(output("wrong")))
    val refused =
      launch(training("refused") ++ ("data.train=/nowhere" +: onCluster("cluster")): _*)
    assert(refused.exitCode === 65, refused.err)
    assert(errors(refused) === Seq("spark-optim: data.train: no such file: /nowhere"))
    assert(json("refused", "outcome.json").get("exitCode").asInt === 65)
  }

  test("the doctor finds two executors well, and a port that is taken") {
    val well = launch("doctor" +: onCluster("client"): _*)
    assert(well.exitCode === 0, well.out + well.err)
    assert(well.out.contains("2 executors reach each other"))
    val taken = new ServerSocket(0) // on all addresses, so that no executor can listen there
    try {
      val blocked = launch(
        "doctor" +: onCluster(
          "client",
          "--conf",
          s"spark.sparkoptim.port=${taken.getLocalPort}",
          "--conf",
          "spark.port.maxRetries=0"
        ): _*
      )
      assert(blocked.exitCode === 65, blocked.out)
      val line = blocked.out.linesIterator.find(_.contains("cluster  exchange")).get
      assert(line.startsWith("fail") && line.contains("spark.sparkoptim.port"))
    } finally taken.close()
  }
}
