// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.ClassNLLCriterion;
import com.intel.analytics.bigdl.dllib.nn.CrossEntropyCriterion;
import com.intel.analytics.bigdl.dllib.nn.MSECriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.io.Serializable;
import java.util.Arrays;
import sparkoptim.bigdl.network.RowWeighted;
import sparkoptim.core.data.Block;

/**
 * What a criterion makes of the losses of a batch's rows. Criteria that are known say it by their
 * class and settings; others are tried on rows.
 *
 * @param kind mean or sum
 * @param byClass whether a label is the number of a class, from 1
 * @param classWeights weight of each class in a mean; null where all are 1
 * @param ignored a label whose rows do not count in a mean; NaN for none
 */
record CriterionForm(LossKind kind, boolean byClass, double[] classWeights, double ignored)
    implements Serializable {

  /** Creates a form without weights. */
  CriterionForm(LossKind kind) {
    this(kind, false, null, Double.NaN);
  }

  /**
   * Returns the form of a network's criterion.
   *
   * @param rows of the training data, with labels of every kind as far as they are at hand
   * @throws IllegalArgumentException if a batch's loss is neither mean nor sum of its rows' losses
   */
  static <T> CriterionForm of(Network<T> network, Block rows) {
    AbstractCriterion<?, ?, T> criterion = network.criterion();
    if (criterion instanceof ClassNLLCriterion<?> known && network.labels() == 1) {
      return ofClasses(
          network,
          known.com$intel$analytics$bigdl$dllib$nn$ClassNLLCriterion$$sizeAverage,
          known.com$intel$analytics$bigdl$dllib$nn$ClassNLLCriterion$$weights,
          known.com$intel$analytics$bigdl$dllib$nn$ClassNLLCriterion$$paddingValue);
    }
    if (criterion instanceof CrossEntropyCriterion<?> known && network.labels() == 1) {
      return ofClasses(network, known.sizeAverage(), known.weights(), -1);
    }
    if (criterion instanceof MSECriterion<?> known) {
      return new CriterionForm(known.sizeAverage() ? LossKind.MEAN : LossKind.SUM);
    }
    return new CriterionForm(
        criterion instanceof RowWeighted ? LossKind.MEAN : LossKind.of(network, rows));
  }

  private static <T> CriterionForm ofClasses(
      Network<T> network, boolean mean, Tensor<?> weights, int padding) {
    double[] values = null;
    if (weights != null) {
      values = new double[weights.nElement()];
      Tensor<?> flat = weights.contiguous();
      network
          .reals()
          .addTo(values, values.length, 1, flat.storage().array(), flat.storageOffset() - 1);
    }
    return new CriterionForm(mean ? LossKind.MEAN : LossKind.SUM, true, values, padding);
  }

  /** Returns whether rows may count differently in a mean. */
  boolean weighs() {
    return kind == LossKind.MEAN && byClass && (classWeights != null || !Double.isNaN(ignored));
  }

  /** Returns a form that ignores no label, as none of the rows has it. */
  CriterionForm withoutIgnored() {
    return new CriterionForm(kind, byClass, classWeights, Double.NaN);
  }

  /** Returns how much a row counts in a mean. */
  double weight(double label) {
    if (label == ignored) {
      return 0;
    }
    return classWeights == null ? 1 : classWeights[(int) label - 1];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CriterionForm form
        && kind == form.kind
        && byClass == form.byClass
        && Arrays.equals(classWeights, form.classWeights)
        && Double.compare(ignored, form.ignored) == 0;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(classWeights) + kind.hashCode();
  }

  @Override
  public String toString() {
    return "%s, class weights %s, ignored %s"
        .formatted(kind, Arrays.toString(classWeights), ignored);
  }
}
