// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.io.{BufferedReader, ByteArrayOutputStream, InputStreamReader}
import java.lang.ProcessBuilder.Redirect
import java.lang.management.ManagementFactory
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.concurrent.{CompletableFuture, TimeUnit}
import javax.tools.ToolProvider
import org.scalatest.Assertions.fail
import scala.collection.JavaConverters._
import scala.util.Try

/** A Java program of `tests/src/NAME/java` in a process of its own, as its jars do not go together
  * with those of the tests. It says `up` and where it is, and runs until its input ends.
  */
final class SideProgram(folder: Path, name: String, main: String, jars: Seq[String])
    extends AutoCloseable {
  import SideProgram._

  private val log = folder.resolve(s"$name.log")
  private val process = start(compiled())

  /** What it said: where it is. */
  val place: String =
    try firstLine().stripPrefix(UP)
    catch {
      case e: Throwable =>
        close()
        throw e
    }

  private def compiled(): Path = {
    val classes = Files.createDirectories(folder.resolve("classes"))
    val walk = Files.walk(Environment.home.resolve(s"tests/src/$name/java"))
    val files =
      try walk.iterator.asScala.map(_.toString).filter(_.endsWith(".java")).toList
      finally walk.close()
    val said = new ByteArrayOutputStream
    val arguments = Seq("-proc:none", "-d", classes.toString, "-cp", jars.mkString(":")) ++ files
    val code = ToolProvider.getSystemJavaCompiler.run(null, said, said, arguments: _*)
    if (code != 0) fail(said.toString(UTF_8))
    classes
  }

  private def start(classes: Path): Process = {
    val runtime = ManagementFactory.getRuntimeMXBean.getInputArguments.asScala
    val command = Seq(System.getProperty("java.home") + "/bin/java", "-Xmx700m") ++
      runtime.filter(option => option.startsWith("--add-opens") || option.startsWith("-XX:")) ++
      Seq("-Dlog4j2.level=ERROR", "-cp", (classes.toString +: jars).mkString(":"), main) ++
      Seq(folder.toString)
    new ProcessBuilder(command.asJava)
      .directory(folder.toFile)
      .redirectError(Redirect.to(log.toFile))
      .start()
  }

  private def firstLine(): String = {
    val out = new BufferedReader(new InputStreamReader(process.getInputStream, UTF_8))
    val found = CompletableFuture.supplyAsync[String](() =>
      Iterator.continually(out.readLine).find(line => line == null || line.startsWith(UP)).orNull
    )
    val line = Try(found.get(SECONDS, TimeUnit.SECONDS)).getOrElse(null)
    if (line == null) fail(s"$main has not started: ${Files.readString(log)}")
    CompletableFuture.runAsync(() => while (out.readLine != null) ()) // or it would wait for us
    line
  }

  override def close(): Unit = {
    val all = process.descendants.iterator.asScala.toSeq :+ process.toHandle
    all.foreach(_.destroyForcibly())
    for (one <- all) Try(one.onExit.get(SECONDS, TimeUnit.SECONDS))
  }
}

object SideProgram {
  private val UP = "up "
  private val SECONDS = 300L // a busy machine needs more than a minute; an end is seen at once
}
