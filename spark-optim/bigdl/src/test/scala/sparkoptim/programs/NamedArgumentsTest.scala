// SPDX-License-Identifier: Apache-2.0
package sparkoptim.programs

import com.intel.analytics.bigdl.dllib.feature.dataset.{DataSet, Sample, SampleToMiniBatch}
import com.intel.analytics.bigdl.dllib.nn.{ClassNLLCriterion, Linear, LogSoftMax, Sequential}
import com.intel.analytics.bigdl.dllib.optim.{SGD, Trigger}
import com.intel.analytics.bigdl.dllib.tensor.Tensor
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric.NumericFloat
import com.intel.analytics.bigdl.dllib.utils.RandomGenerator
import org.apache.spark.rdd.RDD
import org.junit.jupiter.api.{AfterAll, Test}
import org.junit.jupiter.api.Assertions.assertEquals
import sparkoptim.bigdl.{BigdlSpark, SparkOptimizer}

object NamedArgumentsTest {
  private val Classes = 2

  @AfterAll
  def stopSpark(): Unit = BigdlSpark.stop()

  /** Here and not in the class, which tasks cannot take along. */
  private def samples(): RDD[Sample[Float]] =
    BigdlSpark.session().sparkContext.parallelize(0 until 24, 2).map { i =>
      Sample(Tensor(Array(i % 5 - 2f, i % 3 - 1f), Array(2)), 1f + i % Classes)
    }
}

/** A BigDL program that names its arguments changes `Optimizer` to `SparkOptimizer`, and no more.
  */
class NamedArgumentsTest {
  import NamedArgumentsTest._

  private def model() = {
    RandomGenerator.RNG.setSeed(5)
    Sequential[Float]().add(Linear(2, Classes)).add(LogSoftMax())
  }

  private def trained(optimizer: SparkOptimizer[Float]): String = {
    optimizer
      .setOptimMethod(new SGD[Float](learningRate = 0.1))
      .setEndWhen(Trigger.maxEpoch(2))
      .optimize()
    optimizer.result().weightsSha256
  }

  @Test
  def sampleRDD_byName_isTheConstructor(): Unit = {
    val named = SparkOptimizer(
      model = model(),
      sampleRDD = samples(),
      criterion = ClassNLLCriterion[Float](),
      batchSize = 8
    )
    val made = new SparkOptimizer[Float](model(), samples(), ClassNLLCriterion[Float](), 8)
    assertEquals(trained(made), trained(named))
  }

  @Test
  def dataset_byName_isTheConstructor(): Unit = {
    def batches() = DataSet.rdd(samples(), 2) -> SampleToMiniBatch[Float](8)
    val named =
      SparkOptimizer(criterion = ClassNLLCriterion[Float](), dataset = batches(), model = model())
    val made = new SparkOptimizer[Float](model(), batches(), ClassNLLCriterion[Float]())
    assertEquals(trained(made), trained(named))
  }
}
