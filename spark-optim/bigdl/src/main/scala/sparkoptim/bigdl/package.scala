// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import com.intel.analytics.bigdl.dllib.feature.dataset.{AbstractDataSet, MiniBatch, Sample}
import com.intel.analytics.bigdl.dllib.nn.abstractnn.{AbstractCriterion, AbstractModule, Activity}
import org.apache.spark.rdd.RDD

/** What Java's constructors do not give to Scala: arguments by name, under BigDL's names. */
package object bigdl {

  /** Stands for BigDL's `Optimizer(model = ..., dataset = ..., criterion = ...)`.
    *
    * @param model
    *   the network; trained in place
    * @param dataset
    *   the mini-batches
    * @param criterion
    *   the loss
    */
  def SparkOptimizer[T](
      model: AbstractModule[_ <: Activity, _ <: Activity, T],
      dataset: AbstractDataSet[MiniBatch[T], _],
      criterion: AbstractCriterion[_ <: Activity, _ <: Activity, T]
  ): sparkoptim.bigdl.SparkOptimizer[T] =
    new sparkoptim.bigdl.SparkOptimizer[T](model, dataset, criterion)

  /** Stands for BigDL's `Optimizer(model = ..., sampleRDD = ..., criterion = ..., batchSize =
    * ...)`.
    *
    * @param model
    *   the network; trained in place
    * @param sampleRDD
    *   the rows
    * @param criterion
    *   the loss
    * @param batchSize
    *   rows of a mini-batch, over all executors
    */
  def SparkOptimizer[T](
      model: AbstractModule[_ <: Activity, _ <: Activity, T],
      sampleRDD: RDD[Sample[T]],
      criterion: AbstractCriterion[_ <: Activity, _ <: Activity, T],
      batchSize: Int
  ): sparkoptim.bigdl.SparkOptimizer[T] =
    new sparkoptim.bigdl.SparkOptimizer[T](model, sampleRDD, criterion, batchSize)
}
