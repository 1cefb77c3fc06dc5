// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._
import scala.sys.process.{Process, ProcessLogger}

/** The scripts of bin/: from any place, through links, and with the tools that macOS has. */
class LauncherSuite extends AnyFunSuite {
  import LauncherSuite._

  private val bin = Environment.home.resolve("bin")

  private lazy val scripts: Seq[Path] = {
    val files = Files.list(bin)
    try files.iterator.asScala.filter(isBash).toList.sortBy(_.toString)
    finally files.close()
  }

  private def isBash(file: Path): Boolean =
    file.getFileName.toString == "common.sh" ||
      !file.getFileName.toString.contains(".") && text(file).startsWith("#!/usr/bin/env bash")

  private def text(file: Path): String = new String(Files.readAllBytes(file), UTF_8)

  test("no script uses what bash 3.2 or BSD's tools lack") {
    assert(scripts.size > 5)
    assert(scripts.flatMap(file => lacking(file.getFileName.toString, text(file))) === Seq.empty)
  }

  test("what bash 3.2 or BSD's tools lack is found") {
    val planted = Seq(
      "x=$(readlink -f \"$y\")",
      "unset 'a[-1]'",
      "sort -V",
      "mapfile -t lines <f",
      "echo $" + "{x@Q} $" + "{x,,}",
      "sed '1i a' f | paste -sd ,",
      "declare -A map",
      "find . -print -quit"
    )
    assert(planted.filter(line => lacking("x", line).isEmpty) === Seq.empty)
    assert(lacking("x", "# no sort -V here\nsort f").isEmpty)
  }

  test("every script finds its folder through links") {
    val folder = Files.createTempDirectory("o'brien, 100% #1")
    Files.createDirectories(folder.resolve("co/bin"))
    Files.write(
      folder.resolve("co/bin/common.sh"),
      "echo \"found $(CDPATH='' cd -P \"$(dirname \"$BASH_SOURCE\")\" && pwd -P)\"; exit 0\n"
        .getBytes(UTF_8)
    )
    val expected = "found " + folder.resolve("co/bin").toRealPath()
    for (script <- scripts if script.getFileName.toString != "common.sh") {
      val name = script.getFileName.toString
      val copy = Files.copy(script, folder.resolve("co/bin").resolve(name))
      copy.toFile.setExecutable(true)
      val far = Files.createSymbolicLink(folder.resolve(name), copy)
      Files.createDirectories(folder.resolve("links"))
      Files.createSymbolicLink(folder.resolve("links").resolve(name), Path.of("..", name))
      val argument =
        if (name == "bench") Seq("linear")
        else if (name == "spark-optim") Seq("inspect", "x")
        else Seq()
      for (start <- Seq(copy, far, folder.resolve("links").resolve(name)))
        assert(output(folder, start.toString +: argument: _*) === expected, start)
    }
  }

  test("common.sh: versions, links, and a URI of any path") {
    val folder = Files.createTempDirectory("it's 100% mine, (größe)")
    Files.createDirectories(folder.resolve("bin"))
    for (name <- Seq("bin/common.sh", "pom.xml"))
      Files.copy(Environment.home.resolve(name), folder.resolve(name))
    def sourced(command: String): String =
      output(folder, "bash", "-c", s". bin/common.sh; $command")
    assert(
      sourced("log_settings") ===
        "file://" + folder
          .toRealPath()
          .toUri
          .getRawPath
          .replace("'", "%27")
          .replace(",", "%2C")
          .replace("(", "%28")
          .replace(")", "%29")
        + "cluster-conf/log4j2.properties"
    )
    assert(sourced("at_least 3.6.3 3.10.0 && at_least 3.6.3 3.6.3 && echo yes") === "yes")
    assert(sourced("at_least 3.6.3 3.6.2 || at_least 3.6.3 '' || echo no") === "no")
    Files.write(folder.resolve("end"), Array[Byte]())
    Files.createSymbolicLink(folder.resolve("middle"), Path.of("end"))
    Files.createSymbolicLink(folder.resolve("start"), folder.resolve("middle"))
    assert(sourced("follow \"$PWD/start\"").endsWith("/end"))
    Files.write(folder.resolve(".spark-optim"), Array[Byte]())
    assert(sourced("(lock true 2>&1) || true").startsWith("spark-optim: cannot write into "))
  }
}

object LauncherSuite {

  /** By what is written in the place of it. */
  private val Lacking = Seq(
    "readlink -[a-z]*f",
    "realpath ",
    "\\[-1\\]",
    "sort [^|]*-V",
    "\\b(mapfile|readarray)\\b",
    "\\$\\{[^}]*(@[A-Za-z]|,,|\\^\\^)\\}",
    "sed (-[a-z]+ )*['\"]?[0-9$]+[iac] ",
    "sed -i",
    "paste -s?d? ?[^|]*,\\s*(\\||$|\\))",
    "declare -A",
    "-quit\\b",
    "-printf\\b",
    "grep [^|]*-[a-z]*P",
    "head -n -",
    "date -d",
    "stat -c",
    "cp -a",
    "\\bnproc\\b",
    "&>>",
    "\\|&"
  ).map(_.r)

  def lacking(name: String, text: String): Seq[String] =
    text.linesIterator.zipWithIndex.toSeq
      .filterNot(_._1.trim.startsWith("#"))
      .flatMap { case (line, i) =>
        Lacking.filter(_.findFirstIn(line).isDefined).map(found => s"$name:${i + 1}: $found")
      }

  private def output(folder: Path, command: String*): String = {
    val out = new StringBuilder
    val code = Process(command, folder.toFile).!(
      ProcessLogger(line => out.append(line).append('\n'), line => System.err.println(line))
    )
    assert(code == 0, s"$command: $code")
    out.toString.trim
  }
}
