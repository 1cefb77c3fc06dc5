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

  /** Runs a command after common.sh, with programs that print their arguments. */
  private def launched(folder: Path, command: String): String = {
    for (program <- Seq("jdk/bin/java", "spark/bin/spark-submit")) {
      val file = folder.resolve(program)
      Files.createDirectories(file.getParent)
      Files.write(file, "#!/bin/sh\nfor word; do printf '[%s]' \"$word\"; done\n".getBytes(UTF_8))
      file.toFile.setExecutable(true)
    }
    Files.createDirectories(folder.resolve("spark/conf"))
    val common = Environment.home.resolve("bin/common.sh")
    val start =
      s". '$common'; unset HADOOP_CONF_DIR YARN_CONF_DIR SPARK_CONF_DIR MASTER DEPLOY_MODE; " +
        "export SPARK_HOME=$PWD/spark JAVA_HOME=$PWD/jdk; set -euo pipefail; "
    output(folder, "bash", "-c", start + command)
  }

  private def temporary(name: String, text: String): Path = {
    val folder = Files.createTempDirectory("launcher").toRealPath()
    Files.write(folder.resolve(name), text.getBytes(UTF_8))
    folder
  }

  test("settings files of any form are read as Spark does") {
    for (
      line <- Seq(
        "spark.master yarn",
        "spark.master=yarn \r",
        " spark.master : yarn\t",
        "spark.master\tyarn"
      )
    )
      assert(
        launched(
          temporary("f", s"#spark.master x\nspark.masters z\n$line\n"),
          "default_setting spark.master f"
        ) ===
          "yarn",
        line
      )
    val escaped =
      temporary("f", "spark.master=spark\\://h\\:7077\r\nspark.submit.deployMode: cluster")
    assert(
      launched(
        escaped,
        "read_options --properties-file=f; echo $master $mode"
      ) === "spark://h:7077 cluster"
    )
    assert(
      launched(
        escaped,
        "cp f spark/conf/spark-defaults.conf; MASTER=x; read_options; echo $master $mode"
      ) ===
        "spark://h:7077 cluster"
    )
    assert(
      launched(
        escaped,
        "read_options --properties-file f --driver-java-options --master=no -c spark.master=a --master yarn; " +
          "echo $master"
      ) === "yarn"
    )
  }

  test("the helper has Hadoop's settings and the jars of this machine") {
    val folder = temporary("a.jar", "")
    val path = "sed 's/.*\\[-cp\\]\\[\\([^]]*\\)\\].*/\\1/'"
    def classPath(command: String): String = launched(folder, s"$command helper Main j | $path")
    assert(classPath("") === s"j:$folder/spark/conf:$folder/spark/jars/*")
    assert(classPath("YARN_CONF_DIR=/y;") === s"j:/y:$folder/spark/jars/*")
    assert(classPath("YARN_CONF_DIR=/y; HADOOP_CONF_DIR=/h;") === s"j:/h:$folder/spark/jars/*")
    assert(
      classPath("read_options --jars s3a://b/x.jar,file://$PWD/a.jar,nowhere.jar;") ===
        s"j:$folder/spark/conf:$folder/spark/jars/*:$folder/a.jar"
    )
  }

  test("java options of a settings file stay, and the usage needs no cluster") {
    val folder = temporary("f", "spark.driver.extraJavaOptions -Dmine=1\n")
    assert(
      launched(folder, "submit Main j train x -- --properties-file f").contains(
        " -Dmine=1][--properties-file]"
      )
    )
    val usage = launched(folder, "submit Main j train --help -- --deploy-mode cluster")
    assert(usage.endsWith("[Main][train][--help]"))
  }

  test("options before the command leave it the command") {
    val folder = temporary("f", "")
    assert(launched(folder, "command_of --stacktrace train x -- --verbose") === "train")
    assert(launched(folder, "command_of --stacktrace -- train") === "")
    val all = launched(folder, "submit Main j --stacktrace train x -- --deploy-mode cluster")
    assert(all.contains("[Main][prepare]") && all.contains("[Main][ended]"))
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
