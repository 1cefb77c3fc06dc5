// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.utils.Engine$;
import java.io.Serializable;

/**
 * The size that BigDL's {@code Engine.init} found on the driver. BigDL's transformers ask for it
 * where they run, and executors know it only after BigDL's own optimizer was there.
 */
record EngineSize(int nodes, int cores) implements Serializable {
  /** Returns the size of this process. */
  static EngineSize here() {
    return new EngineSize(Engine$.MODULE$.nodeNumber(), Engine$.MODULE$.coreNumber());
  }

  /** Tells this process, unless it knows. */
  synchronized void tell() {
    try {
      here();
    } catch (IllegalArgumentException e) { // not initialized
      Engine$.MODULE$.setNodeAndCore(nodes, cores);
    }
  }
}
