// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.lang.ProcessBuilder.Redirect
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit
import org.scalatest.Assertions.fail
import scala.collection.JavaConverters._

/** A program that ran to its end: its exit code and what it printed. */
case class Program(exitCode: Int, out: String, err: String)

object Program {
  private val SECONDS = 180L

  /** Runs a program; one that takes too long is ended with all its children. */
  def run(folder: Path, environment: (String, String)*)(command: String*): Program =
    within(SECONDS, folder, environment: _*)(command: _*)

  /** The same with another time. */
  def within(seconds: Long, folder: Path, environment: (String, String)*)(
      command: String*
  ): Program = {
    val out = Files.createTempFile(folder, "out-", ".txt")
    val err = Files.createTempFile(folder, "err-", ".txt")
    val builder = new ProcessBuilder(command.asJava)
    builder.directory(folder.toFile)
    environment.foreach { case (name, value) => builder.environment.put(name, value) }
    builder.redirectOutput(Redirect.to(out.toFile)).redirectError(Redirect.to(err.toFile))
    val process = builder.start()
    process.getOutputStream.close()
    try
      if (!process.waitFor(seconds, TimeUnit.SECONDS))
        fail(s"not over after $seconds s: ${command.mkString(" ")}\n${Files.readString(err)}")
    finally {
      process.descendants.forEach(child => child.destroyForcibly())
      process.destroyForcibly()
    }
    Program(process.exitValue, Files.readString(out), Files.readString(err))
  }
}
