// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import java.io.Serializable;
import java.util.List;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;

/**
 * What a criterion of classes has to know of all labels. A final class, as Kryo reads no records.
 */
final class LabelCheck implements Serializable {
  private static final long serialVersionUID = 1L;

  private long rows;
  private long ignored;
  private long outside;
  private double example;
  private double weight;

  /**
   * Looks at the labels of blocks.
   *
   * @param classes labels are 1 to this number
   */
  static LabelCheck of(List<Block> blocks, CriterionForm form, int classes) {
    LabelCheck check = new LabelCheck();
    for (Block block : blocks) {
      for (double label : block.labels) {
        check.add(label, form, classes);
      }
    }
    return check;
  }

  private void add(double label, CriterionForm form, int classes) {
    rows++;
    if (label == form.ignored()) {
      ignored++;
    } else if (!(label >= 1 && label <= classes && label == Math.rint(label))) {
      example = outside == 0 ? label : Math.min(example, label);
      outside++;
    } else {
      weight += form.weight(label);
    }
  }

  /** Adds those of other rows; changes this one. */
  LabelCheck merge(LabelCheck other) {
    if (other.outside > 0) {
      example = outside == 0 ? other.example : Math.min(example, other.example);
    }
    rows += other.rows;
    ignored += other.ignored;
    outside += other.outside;
    weight += other.weight;
    return this;
  }

  /**
   * Checks the labels.
   *
   * @param criterion its name
   * @throws IllegalArgumentException if one is no class
   */
  void require(String criterion, int classes) {
    if (outside > 0) {
      throw new IllegalArgumentException(
          PlainText.of(
              "labels: %s takes whole numbers from 1 to %d, the outputs of the network; %d of %d rows have others, the smallest of them %s%s",
              criterion,
              classes,
              outside,
              rows,
              example,
              example == 0 ? " (add 1 to labels that begin at 0)" : ""));
    }
    if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "criterion: the weights of %s over all rows must have a finite sum > 0, was %s"
              .formatted(criterion, weight));
    }
  }

  boolean anyIgnored() {
    return ignored > 0;
  }

  /** Returns the sum of the weights that the criterion gives the rows. */
  double weight() {
    return weight;
  }
}
