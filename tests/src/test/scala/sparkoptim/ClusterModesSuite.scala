// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import java.net.ServerSocket
import java.nio.file.{Files, Path}
import org.scalatest.time.{Minutes, Span}

/** The launcher on standalone clusters, YARN and Kubernetes, with the driver here and in the
  * cluster, by the files of cluster-conf as they are. What takes longest runs with `bin/test
  * --clusters` only.
  */
class ClusterModesSuite extends SparkSuite {
  override def timeLimit: Span = Span(30, Minutes)

  private val SECONDS = 600L
  private val ALL = sys.env.contains("SPARK_OPTIM_CLUSTERS")
  private val MODES = if (ALL) Seq("client", "cluster") else Seq("cluster")
  private val MANAGERS = Seq[(String, Path => JobCluster)](
    "standalone" -> (new StandaloneJobs(_)),
    "yarn" -> (new YarnJobs(_)),
    "kubernetes" -> (new KubernetesJobs(_))
  )

  /** One at a time: each takes half a gigabyte. */
  private var running: Option[JobCluster] = None

  private def cluster(name: String): JobCluster = {
    assume(ALL || name != "kubernetes", "with bin/test --clusters")
    if (!running.exists(_.manager == name)) {
      end()
      running = Some(MANAGERS.toMap.apply(name)(Files.createTempDirectory(folder, name)))
    }
    running.get
  }

  private def end(): Unit = {
    running.foreach(_.close())
    running = None
  }

  override protected def afterAll(): Unit =
    try end()
    finally super.afterAll()

  private lazy val config: Path = Files.writeString(
    folder.resolve("digits.conf"),
    """data { format = libsvm, split.testEvery = 5 }
      |stage { class = LogisticRegression
      |  params { regParam = 1e-4, maxIter = 30, tol = 0, numShards = 4, engine = ranks } }
      |""".stripMargin
  )

  private lazy val data: Path = Environment.dataSet("digits.libsvm")

  private def launch(environment: Seq[(String, String)], words: Seq[String]): Program = {
    val launcher = Environment.home.resolve("bin/spark-optim").toString
    val jar = "SPARK_OPTIM_JAR" -> Environment.jar.toString
    Program.within(SECONDS, folder, environment :+ jar: _*)(launcher +: words: _*)
  }

  /** Runs a command with the settings of cluster-conf, but for the place and size of the cluster.
    */
  private def on(cluster: JobCluster, mode: String, words: Seq[String], more: String*): Program = {
    val settings =
      Environment.home.resolve(s"cluster-conf/${cluster.manager}/spark-defaults.conf").toString
    val options = Seq("--", "--properties-file", settings, "--deploy-mode", mode) ++
      Seq("--driver-memory", "500m", "--conf", "spark.ui.enabled=false") ++
      cluster.options(mode) ++ more
    launch(cluster.environment(mode), words ++ options)
  }

  /** Trains into a folder of the cluster. */
  private def train(
      cluster: JobCluster,
      mode: String,
      output: String,
      settings: Seq[String],
      more: String*
  ): Program = {
    val where = s"output=${cluster.place}/$output"
    val words = Seq("train", cluster.named(config, mode), where, "progress=none") ++ settings
    on(cluster, mode, words, cluster.sending(config, mode) ++ more: _*)
  }

  private def json(in: java.io.InputStream): JsonNode =
    try new ObjectMapper().readTree(in)
    finally in.close()

  private def errors(program: Program): Seq[String] =
    program.err.linesIterator.filter(_.startsWith("spark-optim: ")).toSeq

  /** What one machine comes to. */
  private def here(name: String, settings: String*): String = {
    val output = folder.resolve(name)
    val words = Seq("train", config.toString, s"data.train=$data", s"output=$output")
    val here = launch(Nil, words ++ settings ++ Seq("--", "--master", "local[2]"))
    assert(here.exitCode === 0, here.err)
    sha256(json(Files.newInputStream(output.resolve("metrics.json"))))
  }

  private lazy val expected: String = here("here")

  private def sha256(metrics: JsonNode): String = metrics.required("weightsSha256").asText

  for ((name, _) <- MANAGERS) {
    test(
      s"$name: ${MODES.mkString(" and ")} mode: the bits of one machine and the job's exit code"
    ) {
      val there = cluster(name)
      val train = s"data.train=${there.put(data)}"
      for (mode <- MODES) {
        val program = this.train(there, mode, mode, Seq(train))
        assert(program.exitCode === 0, program.out + program.err)
        val metrics = json(there.open(s"$mode/metrics.json"))
        assert(metrics.required("engine").asText === "ranks(2)")
        assert(sha256(metrics) === expected)
        assert(json(there.open(s"$mode/outcome.json")).get("exitCode").asInt === 0)
      }
    }

    test(s"$name: in cluster mode a wrong configuration ends here, and a refusal as the driver's") {
      assume(ALL, "with bin/test --clusters")
      val there = cluster(name)
      val nowhere = s"data.train=${there.place}/nowhere"
      val wrong = train(there, "cluster", "wrong", Seq(nowhere, "stage.params.maxIte=3"))
      assert(wrong.exitCode === 2)
      assert(errors(wrong).size === 1 && errors(wrong).head.contains("did you mean maxIter?"))
      assert(!there.exists("wrong"))
      val refused = train(there, "cluster", "refused", Seq(nowhere))
      assert(refused.exitCode === 65, refused.out + refused.err)
      assert(
        errors(refused) === Seq(
          s"spark-optim: data.train: no such file: ${there.place}/nowhere"
        )
      )
      assert(json(there.open("refused/outcome.json")).get("exitCode").asInt === 65)
    }

    if (name == "standalone")
      test("standalone: the doctor finds two executors well, and a port that is taken") {
        assume(ALL, "with bin/test --clusters")
        val there = cluster(name)
        val well = on(there, "client", Seq("doctor"))
        assert(well.exitCode === 0, well.out + well.err)
        assert(well.out.contains("2 executors reach each other"))
        val taken = new ServerSocket(0) // on all addresses, so that no executor can listen there
        try {
          val blocked = on(
            there,
            "client",
            Seq("doctor"),
            JobCluster.settings(
              s"spark.sparkoptim.port=${taken.getLocalPort}",
              "spark.port.maxRetries=0"
            ): _*
          )
          assert(blocked.exitCode === 65, blocked.out)
          val line = blocked.out.linesIterator.find(_.contains("cluster  exchange")).get
          assert(line.startsWith("fail") && line.contains("spark.sparkoptim.port"))
        } finally taken.close()
      }

    if (name == "yarn")
      test("yarn: the doctor finds the cluster well, and HDFS in safe mode") {
        assume(ALL, "with bin/test --clusters")
        val there = cluster(name)
        val words =
          Seq("doctor", config.toString, s"data.train=$data", s"output=${there.place}/doctor")
        val well = on(there, "client", words)
        assert(well.exitCode === 0, well.out + well.err)
        assert(well.out.contains("2 executors reach each other"))
        assert(well.out.linesIterator.exists(_.matches("ok +folders +output +hdfs:.*GiB free")))
        there.safeMode(on = true)
        val closed =
          try on(there, "client", words)
          finally there.safeMode(on = false)
        assert(closed.exitCode === 65, closed.out)
        assert(closed.out.linesIterator.exists(_.matches("fail +local +file system .*safe mode.*")))
      }

    if (name == "kubernetes")
      test("kubernetes: the doctor finds the cluster well, and rights that are missing") {
        val there = cluster(name)
        val well = on(there, "client", Seq("doctor"))
        assert(well.exitCode === 0, well.out + well.err)
        assert(well.out.contains("2 executors reach each other"))
        assert(well.out.linesIterator.exists(_.matches("ok +local +rights .*")))
        val settings = JobCluster.settings("spark.kubernetes.namespace=closed")
        val closed = on(there, "client", Seq("doctor"), settings: _*)
        assert(closed.exitCode === 65, closed.out)
        assert(
          closed.out.linesIterator.exists(_.matches("fail +local +rights .*create, .* pods.*"))
        )
      }
  }
}
