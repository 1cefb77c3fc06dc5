// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** Column names as they are: a dot in one is a dot, and no way into a struct. */
final class Names {
  private Names() {}

  /** Returns the column of exactly this name. */
  static Column column(String name) {
    return functions.col(quoted(name));
  }

  /** Returns the name as SQL takes it. */
  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
