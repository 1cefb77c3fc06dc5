// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;

/** A row with what several models say of it. It is no record, as those are beyond Spark's Kryo. */
final class HoldoutRow implements Serializable {
  private static final long serialVersionUID = 1L;

  static final int LABEL = 0;
  static final int WEIGHT = 1;
  static final int FIRST_MODEL = 2;

  /** The numbers of a model, by place. */
  static final int PREDICTION = 0;

  static final int LOSS = 1;
  static final int SECOND_LOSS = 2;
  static final int SCORE = 3;
  static final int WIDTH = 4;

  /** An order that depends on the contents alone. */
  static final Comparator<HoldoutRow> ORDER =
      Comparator.comparingLong(HoldoutRow::unit)
          .thenComparing(HoldoutRow::values, Arrays::compare)
          .thenComparing(HoldoutRow::slices, (a, b) -> Arrays.compare(a, b, nullsFirst()));

  private final long unit;
  private final String[] slices;
  private final double[] values;

  /**
   * @param unit rows of one unit are one draw of the bootstrap, and one observation of an interval
   * @param slices a value for each slice; null where the row has none
   * @param values label and weight, and {@link #WIDTH} numbers for each model; none for a row that
   *     a model cannot be measured on
   */
  HoldoutRow(long unit, String[] slices, double[] values) {
    this.unit = unit;
    this.slices = slices;
    this.values = values;
  }

  private static Comparator<String> nullsFirst() {
    return Comparator.nullsFirst(Comparator.naturalOrder());
  }

  boolean isMeasured() {
    return values.length > 0;
  }

  long unit() {
    return unit;
  }

  String[] slices() {
    return slices;
  }

  double[] values() {
    return values;
  }
}
