// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.line;

import org.apache.spark.SparkThrowable;

/** What an error of Spark's is, by the name that stays where its words change. */
public final class SparkErrors {
  private SparkErrors() {}

  /** Returns the name, such as {@code DIVIDE_BY_ZERO}; empty where Spark gave the error none. */
  public static String condition(Throwable thrown) {
    String name = thrown instanceof SparkThrowable known ? known.getErrorClass() : null;
    return name == null ? "" : name;
  }
}
