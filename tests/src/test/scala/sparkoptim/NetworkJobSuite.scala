// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import com.fasterxml.jackson.databind.ObjectMapper
import java.nio.file.{Files, Path}
import org.scalatest.BeforeAndAfterAll
import org.scalatest.funsuite.AnyFunSuite
import scala.sys.process.Process

/** Jobs with networks, as a user starts them: the launcher finds out that they need PyTorch. */
class NetworkJobSuite extends AnyFunSuite with BeforeAndAfterAll {
  private lazy val folder: Path = Files.createTempDirectory("network-job-")

  override protected def afterAll(): Unit = Process(Seq("rm", "-rf", folder.toString)).!

  private def launch(arguments: String*): Program = {
    if (!Files.isDirectory(Environment.home.resolve(".spark-optim/torch")))
      cancel("PyTorch is not installed: bin/test does, where it can")
    val launcher = Environment.home.resolve("bin/spark-optim").toString
    // The jar is the one that is tested.
    Program.run(folder, "SPARK_OPTIM_JAR" -> Environment.jar.toString)(launcher +: arguments: _*)
  }

  private def example: String = Environment.home.resolve("examples/lenet-mnist.conf").toString

  private def mnist(name: String): String =
    Environment.realData(s"mnist10k-$name-ubyte.gz").toString

  test("the example trains LeNet on MNIST") {
    val output = folder.resolve("lenet")
    val train = launch(
      "train",
      example,
      s"data.train=${mnist("images-idx3")}",
      s"data.labels=${mnist("labels-idx1")}",
      "stage.params.maxIter=2",
      s"output=$output"
    )
    assert(train.exitCode === 0, train.err)
    val metrics = new ObjectMapper().readTree(output.resolve("metrics.json").toFile)
    assert(metrics.at("/test/rows").asInt === 2000)
    assert(metrics.at("/test/accuracy").asDouble > 0.93) // 0.986 with its 20 passes
  }

  test("a network that does not fit is refused in one line") {
    val refused = launch(
      "train",
      Environment.home.resolve("examples/digits.conf").toString,
      "stage.class=NetworkClassifier",
      "stage.params={network=\"dense(7)\"}",
      s"output=${folder.resolve("refused")}"
    )
    assert(refused.exitCode === 65, refused.err)
    assert(refused.err.contains("10"), refused.err)
    assert(!refused.err.contains("\tat "), refused.err)
  }
}
