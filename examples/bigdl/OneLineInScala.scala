package sparkoptim.examples

import com.intel.analytics.bigdl.dllib.feature.dataset.Sample
import com.intel.analytics.bigdl.dllib.nn.{ClassNLLCriterion, Linear, LogSoftMax, Sequential, Tanh}
import com.intel.analytics.bigdl.dllib.optim.{Optimizer, Trigger}
import com.intel.analytics.bigdl.dllib.tensor.Tensor
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric.NumericFloat
import com.intel.analytics.bigdl.dllib.utils.{Engine, RandomGenerator}
import org.apache.spark.SparkContext
import scala.util.Random
import sparkoptim.bigdl.SparkOptimizer
import sparkoptim.bigdl.optim.AdamW

/** A perceptron that tells points above a parabola from those below, trained by BigDL's own
  * DistriOptimizer on Spark, or with the argument `ours` by our engine. One line is for our method,
  * one for our engine.
  */
object OneLineInScala {

  /** Trains, and prints the share of new points that are told right. */
  def main(args: Array[String]): Unit = {
    val conf = Engine.createSparkConf().setMaster("local[2]").setAppName("one line")
    conf.set("spark.ui.enabled", "false")
    val spark = new SparkContext(conf)
    try {
      Engine.init
      RandomGenerator.RNG.setSeed(1)
      val training = spark.parallelize(points(256, 1), 2).map { case (point, label) =>
        Sample(Tensor(point, Array(2)), label)
      }
      val model = Sequential[Float]()
        .add(Linear(2, 16))
        .add(Tanh())
        .add(Linear(16, 2))
        .add(LogSoftMax())
      val optimizer =
        if (args.contains("ours"))
          SparkOptimizer(model, training, ClassNLLCriterion[Float](), 32)
        else Optimizer(model, training, ClassNLLCriterion[Float](), 32)

      // optimizer.setOptimMethod(new SGD[Float](learningRate = 0.05))
      optimizer.setOptimMethod(new AdamW[Float]().setLearningRate(0.05))

      optimizer.setEndWhen(Trigger.maxEpoch(8)).optimize()
      model.evaluate()
      val right = points(400, 2).count { case (point, label) =>
        val scores = model.forward(Tensor(point, Array(1, 2))).toTensor[Float]
        (if (scores.valueAt(1, 1) > scores.valueAt(1, 2)) 1f else 2f) == label
      }
      println(f"accuracy ${right / 400.0}%.3f")
    } finally spark.stop()
  }

  /** Points in a square, labelled 1 above the parabola and 2 below. */
  private def points(count: Int, seed: Int): Seq[(Array[Float], Float)] = {
    val random = new Random(seed)
    Seq.fill(count) {
      val x = random.nextFloat() * 2 - 1
      val y = random.nextFloat() * 2 - 1
      (Array(x, y), if (y > x * x - 0.5f) 1f else 2f)
    }
  }
}
