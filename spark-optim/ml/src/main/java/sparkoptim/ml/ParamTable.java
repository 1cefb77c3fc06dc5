// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The params of one stage or model, made from their specs once its uid is known. */
public final class ParamTable implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<String, Param<?>> params = new HashMap<>();

  private ParamTable() {}

  /**
   * Makes the params of an owner, and sets the defaults that they have.
   *
   * @param groups specs of its params; one with the name of an earlier one replaces it
   */
  @SafeVarargs
  static ParamTable of(Params owner, List<ParamSpec<?>>... groups) {
    ParamTable table = new ParamTable();
    for (List<ParamSpec<?>> group : groups) {
      for (ParamSpec<?> spec : group) {
        Param<?> param = spec.make(owner);
        table.params.put(spec.name(), param);
        if (spec.standard() != null) {
          setDefault(owner, param, spec.standard());
        }
      }
    }
    return table;
  }

  @SuppressWarnings("unchecked") // Scala's primitives are Objects to Java's generics
  private static void setDefault(Params owner, Param<?> param, Object value) {
    owner.setDefault((Param<Object>) param, value);
  }

  /** Returns the owner's param of a spec, or of one with its name. */
  @SuppressWarnings("unchecked") // the spec made it
  <P extends Param<?>> P get(ParamSpec<P> spec) {
    return (P) params.get(spec.name());
  }
}
