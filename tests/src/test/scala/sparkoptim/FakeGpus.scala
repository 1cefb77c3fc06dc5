// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.{Files, Paths}
import java.util
import org.apache.spark.SparkEnv
import sparkoptim.core.data.Block
import sparkoptim.core.device.{Device, DeviceProvider}
import sparkoptim.core.network.Precision
import sparkoptim.core.sharded.{ShardGroup, ShardedProblem}

/** GPUs that compute on the CPU, where a setting names a file that is there. Their arithmetic tells
  * where they are, so that a summary says which ones computed. By itself, as executors have no
  * ScalaTest.
  */
final class FakeGpus extends DeviceProvider {
  override def name: String = "fake"

  override def unavailableReason: String = {
    val file = Option(SparkEnv.get).map(_.conf.get(FakeGpus.SETTING, ""))
    if (file.exists(name => name.nonEmpty && Files.exists(Paths.get(name)))) null
    else "switched off"
  }

  override def device(address: String): Device =
    new FakeGpu(s"fake GPU $address of executor ${SparkEnv.get.executorId}")
}

object FakeGpus {
  val SETTING = "spark.sparkoptim.tests.gpus"
}

final private class FakeGpu(where: String) extends Device {
  override def description: String = where

  override def arithmetic(precision: Precision): String = where

  override def refusal(problem: ShardedProblem, precision: Precision): String = null

  override def group(
      problem: ShardedProblem,
      precision: Precision,
      first: Int,
      shards: util.List[util.List[Block]],
      remember: Boolean
  ): ShardGroup = problem.group(first, shards, remember)
}
