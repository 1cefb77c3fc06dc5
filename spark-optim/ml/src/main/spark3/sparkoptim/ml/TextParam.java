// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import scala.Function1;

/** Params of texts. */
final class TextParam {
  private TextParam() {}

  static Param<String> of(
      Params owner, String name, String doc, Function1<String, Object> validator) {
    return new Param<>(owner, name, doc, validator);
  }
}
