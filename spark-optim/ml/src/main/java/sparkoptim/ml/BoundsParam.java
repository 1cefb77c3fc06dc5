// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * A param of a vector or a matrix that may hold infinities. Spark writes them as texts, which it
 * does not read as numbers.
 *
 * @param <T> vector or matrix
 */
final class BoundsParam<T> extends Param<T> {
  private static final long serialVersionUID = 1L;

  BoundsParam(Params owner, String name, String doc) {
    super(owner, name, doc);
  }

  /** Reads what Spark wrote: a number too large for a double is an infinity. */
  @Override
  public T jsonDecode(String json) {
    return super.jsonDecode(
        json.replace("\"Infinity\"", "1e999").replace("\"-Infinity\"", "-1e999"));
  }
}
