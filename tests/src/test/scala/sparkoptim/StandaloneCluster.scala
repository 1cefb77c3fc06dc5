// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.io.File
import java.lang.ProcessBuilder.Redirect
import java.net.{InetAddress, ServerSocket}
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit
import org.scalatest.Assertions.{cancel, fail}
import scala.collection.JavaConverters._
import scala.collection.mutable
import scala.util.Try

/** A master and two workers, as processes. The workers have hosts of their own, as Spark never runs
  * two attempts of a task on one host. Close it to end them and their executors.
  *
  * @param environment
  *   of the daemons, beside this process's
  * @param own
  *   settings of the daemons and of the sessions on them; a worker has the cores of an executor
  */
final class StandaloneCluster(
    folder: Path,
    environment: Map[String, String],
    own: (String, String)*
) extends AutoCloseable {
  def this(folder: Path, own: (String, String)*) = this(folder, Map.empty[String, String], own: _*)

  private val SECONDS = 300L // a busy machine needs more than a minute; an end is seen at once
  private val WORKERS = Seq("127.0.0.2", "127.0.0.3")

  private val cores = own.toMap.getOrElse("spark.executor.cores", "1")
  private val daemons = mutable.Map[String, Process]()

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

  private def start(): String = {
    for (host <- WORKERS)
      if (Try(new ServerSocket(0, 1, InetAddress.getByName(host)).close()).isFailure)
        cancel(s"this machine has no address $host")
    daemon("master", "master.Master", "127.0.0.1")
    val url = await("master", "Starting Spark master at (spark://\\S+)")
    for (host <- WORKERS) {
      val work = folder.resolve("work").toString
      daemon(host, "worker.Worker", host, "-c", cores, "-m", "1g", "--work-dir", work, url)
    }
    WORKERS.foreach(await(_, "(Successfully registered) with master"))
    url
  }

  private def daemon(name: String, what: String, host: String, arguments: String*): Unit = {
    val command = Seq(
      Environment("SPARK_HOME") + "/bin/spark-class",
      s"org.apache.spark.deploy.$what",
      "--host",
      host,
      "--port",
      "0",
      "--webui-port",
      "0"
    )
    val builder = new ProcessBuilder((command ++ arguments).asJava)
    builder.directory(folder.toFile)
    builder.environment.put("SPARK_DAEMON_MEMORY", "256m")
    val options = own.map { case (name, value) => s"-D$name=$value" }
    builder.environment.put("SPARK_DAEMON_JAVA_OPTS", options.mkString(" "))
    builder.environment.putAll(environment.asJava)
    builder.environment.put("SPARK_SCALA_VERSION", Environment("SPARK_SCALA_VERSION"))
    builder.redirectErrorStream(true).redirectOutput(Redirect.to(log(name).toFile))
    daemons(name) = builder.start()
  }

  private def log(name: String): Path = folder.resolve(s"$name.log")

  private def await(name: String, pattern: String): String = {
    val end = System.nanoTime + TimeUnit.SECONDS.toNanos(SECONDS)
    while (System.nanoTime < end && daemons(name).isAlive) {
      val found = pattern.r.findFirstMatchIn(Files.readString(log(name)))
      if (found.isDefined) return found.get.group(1)
      Thread.sleep(50)
    }
    fail(s"$name has not started: ${Files.readString(log(name))}")
  }

  /** Process numbers of the executors. */
  def executors: Seq[Long] =
    WORKERS.flatMap(host => daemons(host).descendants.iterator.asScala.map(_.pid))

  override def close(): Unit = {
    val all = daemons.values.flatMap(d => d.descendants.iterator.asScala.toSeq :+ d.toHandle)
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
