// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml

import org.apache.spark.ml.classification.{ClassificationModel, Classifier}
import org.apache.spark.ml.classification.{
  ProbabilisticClassificationModel,
  ProbabilisticClassifier
}
import org.apache.spark.ml.linalg.Vector
import org.apache.spark.ml.param.ParamMap
import org.apache.spark.ml.regression.{RegressionModel, Regressor}
import org.apache.spark.sql.Dataset

// Stages that fit several param maps over the same rows. In Scala, since Spark asks for Scala's Seq, which is one type in
// 2.12 and another in 2.13.

/** A stage that may fit several param maps at once. */
trait FitsTogether {

  /** Returns a model for each map; null where each map is a fit of its own. */
  private[ml] def fitTogether(dataset: Dataset[_], maps: Array[ParamMap]): java.util.List[_]
}

/** A classifier that may fit several param maps at once. */
abstract class ClassifierOfMaps[E <: ClassifierOfMaps[E, M], M <: ClassificationModel[Vector, M]]
    extends Classifier[Vector, E, M]
    with FitsTogether {

  override def fit(dataset: Dataset[_], paramMaps: Seq[ParamMap]): Seq[M] = {
    val models = fitTogether(dataset, paramMaps.toArray)
    if (models == null) super.fit(dataset, paramMaps) else Seq.tabulate(models.size)(models.get)
  }

  /** Returns a model for each map; null where each map is a fit of its own. */
  private[ml] def fitTogether(dataset: Dataset[_], maps: Array[ParamMap]): java.util.List[M]
}

/** A classifier that knows probabilities that may fit several param maps at once. */
abstract class ProbabilisticClassifierOfMaps[E <: ProbabilisticClassifierOfMaps[
  E,
  M
], M <: ProbabilisticClassificationModel[Vector, M]]
    extends ProbabilisticClassifier[Vector, E, M]
    with FitsTogether {

  override def fit(dataset: Dataset[_], paramMaps: Seq[ParamMap]): Seq[M] = {
    val models = fitTogether(dataset, paramMaps.toArray)
    if (models == null) super.fit(dataset, paramMaps) else Seq.tabulate(models.size)(models.get)
  }

  /** Returns a model for each map; null where each map is a fit of its own. */
  private[ml] def fitTogether(dataset: Dataset[_], maps: Array[ParamMap]): java.util.List[M]
}

/** A regression that may fit several param maps at once. */
abstract class RegressorOfMaps[E <: RegressorOfMaps[E, M], M <: RegressionModel[Vector, M]]
    extends Regressor[Vector, E, M]
    with FitsTogether {

  override def fit(dataset: Dataset[_], paramMaps: Seq[ParamMap]): Seq[M] = {
    val models = fitTogether(dataset, paramMaps.toArray)
    if (models == null) super.fit(dataset, paramMaps) else Seq.tabulate(models.size)(models.get)
  }

  /** Returns a model for each map; null where each map is a fit of its own. */
  private[ml] def fitTogether(dataset: Dataset[_], maps: Array[ParamMap]): java.util.List[M]
}
