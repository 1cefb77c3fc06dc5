// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.io.{ByteArrayOutputStream, PrintStream}
import java.nio.charset.StandardCharsets
import java.nio.file.Files
import scala.collection.mutable

/** The programs in examples/stages run, in one session, and their models fit. */
class ExamplesSuite extends SparkSuite {
  private val figure = """(?m)^(?:accuracy|explained) ([-0-9.Ee]+)$""".r

  private lazy val programs: Seq[String] = {
    val files = Files.list(Environment.home.resolve("examples/stages"))
    try
      files.toArray.toSeq
        .map(_.toString.replaceFirst(".*[/\\\\]", ""))
        .filter(_.matches(".*\\.(java|scala)"))
        .map(_.replaceFirst("\\..*", ""))
        .sorted
    finally files.close()
  }

  test("every stage has an example in Java and in Scala") {
    val stages = Seq(
      "LinearRegression",
      "LinearSVC",
      "LogisticRegression",
      "MultilayerPerceptronClassifier",
      "MultilayerPerceptronRegressor",
      "PoissonRegression"
    )
    assert(programs === stages.flatMap(stage => Seq(stage + "InJava", stage + "InScala")).sorted)
  }

  test("examples print how well their models fit, the same in both languages") {
    spark // which they take
    val printed = mutable.Map.empty[String, String]
    for (program <- programs) {
      val text = output(Class.forName("sparkoptim.examples." + program))
      val last = figure.findAllMatchIn(text).map(_.group(1)).toSeq.lastOption
      withClue(s"$program printed $text") {
        assert(last.exists(_.toDouble > 0.8))
      }
      printed(program) = last.get
    }
    for (program <- programs if program.endsWith("InJava"))
      assert(printed(program) === printed(program.replace("InJava", "InScala")), program)
  }

  private def output(program: Class[_]): String = {
    val bytes = new ByteArrayOutputStream
    val stream = new PrintStream(bytes, true, "UTF-8")
    val before = System.out
    System.setOut(stream)
    try
      Console.withOut(stream) {
        program.getMethod("main", classOf[Array[String]]).invoke(null, Array.empty[String])
      }
    finally System.setOut(before)
    new String(bytes.toByteArray, StandardCharsets.UTF_8)
  }
}
