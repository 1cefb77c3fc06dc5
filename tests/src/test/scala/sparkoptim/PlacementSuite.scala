// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.util.{List => JavaList}
import org.apache.spark.SparkEnv
import org.apache.spark.api.java.function.Function2
import scala.collection.JavaConverters._
import sparkoptim.core.data.Block
import sparkoptim.engine.Shards
import sparkoptim.engine.rows.{PackedRows, RowRules}

/** On executors shards lie in order, an equal share on each. */
class PlacementSuite extends SparkSuite {
  private val SHARDS = 8

  private lazy val cluster = new StandaloneCluster(folder)

  override protected def ownSettings: Seq[(String, String)] = cluster.settings

  override protected def afterAll(): Unit =
    try super.afterAll()
    finally cluster.close()

  private def executors(shards: Shards): Seq[String] =
    shards.collect(PlacementFunctions.executor).asScala.toSeq

  test("neighbouring shards are dealt to one executor, and stay there when they are scaled") {
    val sc = spark.sparkContext
    while (sc.statusTracker.getExecutorInfos.length < 3) Thread.sleep(50) // the driver is one
    val packed = PackedRows.of(
      frame(SparkSuite.digits.take(600), 5),
      new RowRules("label", "features", "weight", 10)
    )
    try {
      val dealt = packed.intoShards(SHARDS)
      val mapped = dealt.map(PlacementFunctions.same)
      try {
        val places = executors(dealt)
        assert(places.distinct.size === 2)
        assert(places.take(SHARDS / 2).distinct.size === 1)
        assert(places.drop(SHARDS / 2).distinct.size === 1)
        assert(executors(mapped) === places)
        assert(executors(dealt) === places)
      } finally {
        mapped.close()
        dealt.close()
      }
    } finally packed.close()
  }
}

/** What executors run: the suite's superclasses are not there. */
private object PlacementFunctions {
  val executor: Function2[Integer, JavaList[Block], String] =
    (_: Integer, _: JavaList[Block]) => SparkEnv.get.executorId

  val same: Shards.BlockFunction = new Shards.BlockFunction {
    override def apply(block: Block): Block = block
  }
}
