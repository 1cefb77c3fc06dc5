// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.{Files, Path}
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileSystem, Path => HadoopPath}
import org.apache.hadoop.hdfs.DistributedFileSystem
import org.apache.hadoop.hdfs.protocol.HdfsConstants.SafeModeAction
import scala.collection.JavaConverters._

/** A cluster to which the launcher submits jobs of two ranks, by the settings of cluster-conf. */
trait JobCluster extends AutoCloseable {

  /** The folder of cluster-conf. */
  def manager: String

  /** Where the cluster is, and a size that fits into this machine. */
  def options(mode: String): Seq[String]

  /** What the launcher has in its environment. */
  def environment(mode: String): Seq[(String, String)] = Nil

  /** How a driver names a file of this machine. */
  def named(config: Path, mode: String): String = config.toString

  /** Options by which it gets that file. */
  def sending(config: Path, mode: String): Seq[String] = Nil

  /** A folder that all processes reach. */
  def place: String

  /** With settings by which this process reaches it. */
  def hadoop: Configuration = new Configuration

  private def files: FileSystem = new HadoopPath(place).getFileSystem(hadoop)

  /** Copies a file into the folder. */
  def put(file: Path): String = {
    val there = new HadoopPath(place, file.getFileName.toString)
    files.copyFromLocalFile(new HadoopPath(file.toUri), there)
    there.toString
  }

  /** Opens a file of the folder. */
  def open(name: String): java.io.InputStream = files.open(new HadoopPath(place, name))

  def exists(name: String): Boolean = files.exists(new HadoopPath(place, name))

  /** Lets its HDFS take no files, or take them again. */
  def safeMode(on: Boolean): Unit = {
    val action = if (on) SafeModeAction.SAFEMODE_ENTER else SafeModeAction.SAFEMODE_LEAVE
    val _ = files.asInstanceOf[DistributedFileSystem].setSafeMode(action)
  }
}

object JobCluster {

  def settings(pairs: String*): Seq[String] = pairs.flatMap(pair => Seq("--conf", pair))

  /** Jars that `bin/test` has fetched, and those of Spark whose names begin with some words. */
  def jars(variable: String, ofSpark: String*): Seq[String] = {
    def list(folder: String) = {
      val found = Files.list(Path.of(folder))
      try found.iterator.asScala.toList.filter(_.toString.endsWith(".jar")).sorted
      finally found.close()
    }
    val spark = list(Environment("SPARK_HOME") + "/jars")
    val chosen = spark.filter(jar => ofSpark.exists(jar.getFileName.toString.startsWith))
    (list(Environment(variable)) ++ chosen).map(_.toString)
  }
}

/** A master and two workers. */
final class StandaloneJobs(folder: Path) extends JobCluster {
  private val cluster = new StandaloneCluster(folder, "spark.executor.cores" -> "2")

  override def manager: String = "standalone"

  override def place: String = folder.toString

  override def options(mode: String): Seq[String] =
    Seq("--master", cluster.master) ++ JobCluster.settings(
      "spark.cores.max=2",
      "spark.executor.cores=1",
      "spark.executor.memory=500m"
    )

  override def close(): Unit = cluster.close()
}

/** YARN and HDFS in one process. */
final class YarnJobs(folder: Path) extends JobCluster {
  private val nodes = new SideProgram(
    folder,
    "yarn",
    "sparkoptim.yarn.YarnNodes",
    JobCluster.jars(
      "SPARK_OPTIM_YARN",
      "hadoop-client-",
      "slf4j-api-",
      "log4j-",
      "commons-logging-",
      "jakarta.xml.bind-api-",
      "activation-"
    )
  )
  private val conf = folder.resolve("conf")

  override def manager: String = "yarn"

  override def place: String = s"${nodes.place}/jobs"

  override def hadoop: Configuration = {
    val settings = new Configuration
    settings.addResource(new HadoopPath(conf.resolve("core-site.xml").toUri))
    settings
  }

  /** Spark's jars are on all nodes. */
  override def options(mode: String): Seq[String] =
    Seq("--num-executors", "2", "--executor-cores", "1", "--executor-memory", "500m") ++
      JobCluster.settings(s"spark.yarn.jars=local:${Environment("SPARK_HOME")}/jars/*")

  override def environment(mode: String): Seq[(String, String)] =
    Seq("HADOOP_CONF_DIR" -> conf.toString, "YARN_CONF_DIR" -> conf.toString)

  override def named(config: Path, mode: String): String =
    if (mode == "cluster") config.getFileName.toString else config.toString

  override def sending(config: Path, mode: String): Seq[String] =
    if (mode == "cluster") Seq("--files", config.toString) else Nil

  override def close(): Unit = nodes.close()
}

/** An API server and a kubelet in one process, whose pods are processes. */
final class KubernetesJobs(folder: Path) extends JobCluster {
  private val nodes = new SideProgram(
    folder,
    "kubernetes",
    "sparkoptim.kubernetes.FakeKubernetes",
    JobCluster.jars("SPARK_OPTIM_KUBERNETES", "")
  )

  override def manager: String = "kubernetes"

  override def place: String = folder.toString

  override def options(mode: String): Seq[String] = {
    val templates = Environment.home.resolve("cluster-conf/kubernetes")
    Seq("--master", s"k8s://${nodes.place}") ++ JobCluster.settings(
      "spark.kubernetes.container.image=none",
      s"spark.kubernetes.driver.podTemplateFile=$templates/driver-pod.yaml",
      s"spark.kubernetes.executor.podTemplateFile=$templates/executor-pod.yaml",
      "spark.executor.instances=2",
      "spark.executor.cores=1",
      "spark.executor.memory=500m"
    ) ++ (if (mode == "cluster")
            JobCluster.settings(s"spark.kubernetes.driver.master=${nodes.place}")
          else
            JobCluster.settings(
              "spark.driver.host=127.0.0.1",
              "spark.driver.bindAddress=127.0.0.1"
            ))
  }

  override def environment(mode: String): Seq[(String, String)] =
    if (mode == "cluster") Seq("SPARK_OPTIM_CLUSTER_JAR" -> s"local://${Environment.jar}") else Nil

  override def close(): Unit = nodes.close()
}
