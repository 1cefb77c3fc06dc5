// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.utils.Table;
import scala.Option;

/** Counts in BigDL's tables, which LocalOptimizer wraps in an Option. */
final class Counters {
  /** Returns the table of a method that was never used. */
  static Table fresh() {
    Table table = new Table(new Object[0]);
    table.update("epoch", 1);
    table.update("neval", 1);
    return table;
  }

  private Counters() {}

  static int get(Table table, String key, int absent) {
    Object value = table.contains(key) ? table.<Object>apply(key) : null;
    if (value instanceof Option<?> option) {
      value = option.isDefined() ? option.get() : null;
    }
    return value instanceof Number number ? number.intValue() : absent;
  }

  /** Returns the number of steps that were made before the coming one. */
  static long steps(Table table) {
    return get(table, "neval", 1) - 1L;
  }

  /** Returns the number of epochs that ended before the coming step. */
  static long epochs(Table table) {
    return get(table, "epoch", 1) - 1L;
  }
}
