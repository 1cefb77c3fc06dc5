// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.io.File
import java.lang.ProcessBuilder.Redirect
import java.lang.management.ManagementFactory
import java.net.{InetAddress, ServerSocket, Socket}
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit
import org.scalatest.Assertions.{cancel, fail}
import scala.collection.JavaConverters._
import scala.util.Try
import scala.util.matching.Regex.Match

/** A master and workers in a process of their own. The workers have hosts of their own, as Spark
  * never runs two attempts of a task on one host. Close it to end them and their executors.
  *
  * @param workers
  *   their number, of an executor each
  * @param environment
  *   of the daemons, beside this process's
  * @param own
  *   settings of the daemons and of the sessions on them; a worker has the cores of an executor
  */
final class StandaloneCluster(
    folder: Path,
    workers: Int,
    environment: Map[String, String],
    own: (String, String)*
) extends AutoCloseable {
  def this(folder: Path, environment: Map[String, String], own: (String, String)*) =
    this(folder, 2, environment, own: _*)

  def this(folder: Path, own: (String, String)*) = this(folder, Map.empty[String, String], own: _*)

  private val SECONDS = 300L // a busy machine needs more than a minute; an end is seen at once

  private val hosts = (2 until 2 + workers).map(last => s"127.0.0.$last")
  private val cores = own.toMap.getOrElse("spark.executor.cores", "1")
  private val log = folder.resolve("daemons.log")
  private val daemons = launch()

  /** The URL for `spark.master`. */
  val master: String =
    try start()
    catch {
      case e: Throwable =>
        close()
        throw e
    }

  /** What a session on it needs: the classes of this build, and little memory. */
  def settings: Seq[(String, String)] = Seq(
    "spark.master" -> master,
    "spark.executor.memory" -> "512m",
    "spark.executor.cores" -> "1",
    "spark.executor.extraClassPath" -> StandaloneCluster.classes,
    "spark.driver.host" -> "127.0.0.1",
    // How often Spark looks again for the slots of a barrier stage: every 15 s by default.
    "spark.scheduler.barrier.maxConcurrentTasksCheck.interval" -> "1s"
  ) ++ own

  private def launch(): Process = {
    for (host <- hosts)
      if (Try(new ServerSocket(0, 1, InetAddress.getByName(host)).close()).isFailure)
        cancel(s"this machine has no address $host")
    val runtime = ManagementFactory.getRuntimeMXBean.getInputArguments.asScala
    val command = Seq(System.getProperty("java.home") + "/bin/java", "-Xmx384m") ++
      runtime.filter(option => option.startsWith("--add-opens") || option.startsWith("-XX:")) ++
      own.map { case (name, value) => s"-D$name=$value" } ++
      Seq("-cp", s"${StandaloneCluster.classes}:${Environment("SPARK_HOME")}/jars/*") ++
      Seq("sparkoptim.StandaloneDaemons", folder.resolve("work").toString, cores) ++ hosts
    val builder = new ProcessBuilder(command.asJava)
    builder.directory(folder.toFile)
    builder.environment.putAll(environment.asJava)
    builder.environment.put("SPARK_SCALA_VERSION", Environment("SPARK_SCALA_VERSION"))
    builder.redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile))
    builder.start()
  }

  private def start(): String = {
    await("Successfully registered with master", workers)
    await("Starting Spark master at (spark://\\S+)", 1).group(1)
  }

  /** Waits until the log has a pattern a number of times; returns the first. */
  private def await(pattern: String, times: Int): Match = {
    val end = System.nanoTime + TimeUnit.SECONDS.toNanos(SECONDS)
    while (System.nanoTime < end && daemons.isAlive) {
      val found = pattern.r.findAllMatchIn(Files.readString(log)).toList
      if (found.size >= times) return found.head
      Thread.sleep(50)
    }
    fail(s"the cluster has not started: ${Files.readString(log)}")
  }

  /** Process numbers of the executors. */
  def executors: Seq[Long] = daemons.descendants.iterator.asScala.map(_.pid).toSeq

  override def close(): Unit = {
    val all = daemons.descendants.iterator.asScala.toSeq :+ daemons.toHandle
    all.foreach(_.destroyForcibly())
    for (process <- all) Try(process.onExit.get(SECONDS, TimeUnit.SECONDS))
  }
}

object StandaloneCluster {

  /** The part of the class path that is made here; executors bring the rest. */
  private def classes: String = {
    val home = Environment.home.toRealPath().toString
    val path = System.getProperty("java.class.path").split(File.pathSeparator)
    path.filter(entry => new File(entry).getCanonicalPath.startsWith(home)).mkString(":")
  }
}

/** The main program of a cluster's process: its work folder, the cores of a worker, and the
  * workers' hosts.
  */
object StandaloneDaemons {
  private val MASTER = InetAddress.getByName("127.0.0.1")

  def main(arguments: Array[String]): Unit = {
    val Array(work, cores, hosts @ _*) = arguments
    val port = freePort()
    daemon("master.Master", "127.0.0.1", port)
    while (!listens(port)) Thread.sleep(20) // a worker that finds no master tries again much later
    for (host <- hosts) {
      val url = s"spark://${MASTER.getHostAddress}:$port"
      daemon("worker.Worker", host, 0, "-c", cores, "-m", "1g", "--work-dir", work, url)
    }
  }

  /** Workers have to be told of the master's port. */
  private def freePort(): Int = {
    val socket = new ServerSocket(0, 1, MASTER)
    try socket.getLocalPort
    finally socket.close()
  }

  private def listens(port: Int): Boolean = Try(new Socket(MASTER, port).close()).isSuccess

  /** By its name: for Scala it is private to Spark. */
  private def daemon(name: String, host: String, port: Int, more: String*): Unit = {
    val arguments = Array("--host", host, "--port", s"$port", "--webui-port", "0") ++ more
    val main =
      Class.forName(s"org.apache.spark.deploy.$name").getMethod("main", classOf[Array[String]])
    new Thread(() => main.invoke(null, arguments)).start()
  }
}
