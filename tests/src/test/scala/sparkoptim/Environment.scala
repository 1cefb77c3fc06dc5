// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.{Files, Path, Paths}
import org.scalatest.Assertions.cancel

/** What `bin/test` tells the suites. A test that lacks something is canceled with the reason. */
object Environment {

  def apply(name: String): String =
    sys.env.getOrElse(name, cancel(s"$name is not set: run bin/test"))

  def home: Path = Paths.get(apply("SPARK_OPTIM_HOME"))

  /** The jar for spark-submit. */
  def jar: Path = existing(Paths.get(apply("SPARK_OPTIM_JAR")), "run bin/test")

  /** The jar that brings CUDA. */
  def cudaJar: Path = existing(Paths.get(apply("SPARK_OPTIM_CUDA_JAR")), "run bin/test")

  /** A data set that the launcher makes. */
  def dataSet(name: String): Path =
    existing(home.resolve(".spark-optim/data").resolve(name), "run bin/test")

  /** A file of the folder with real data, which is no part of the project. */
  def realData(name: String): Path = {
    val folder = sys.env.get("SPARK_OPTIM_DATA").fold(home.resolve("../shared/data"))(Paths.get(_))
    existing(folder.resolve(name).normalize, "SPARK_OPTIM_DATA names the folder with real data")
  }

  private def existing(path: Path, remedy: String): Path =
    if (Files.exists(path)) path else cancel(s"there is no $path: $remedy")
}
