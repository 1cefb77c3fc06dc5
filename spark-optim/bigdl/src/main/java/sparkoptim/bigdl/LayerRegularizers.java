// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.optim.Regularizer;
import java.util.ArrayList;
import java.util.List;

/**
 * The regularizers of a module's layers, which add a function of the parameters to each gradient.
 */
final class LayerRegularizers {
  private final List<Regularizer<?>> all = new ArrayList<>();

  /** Finds those of a module. */
  LayerRegularizers(AbstractModule<?, ?, ?> module) {
    for (Object part : LayerSearch.of(module)) {
      if (part instanceof Regularizer<?> regularizer) {
        all.add(regularizer);
      }
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Sets whether gradients have their terms. */
  void enable(boolean on) {
    for (Regularizer<?> regularizer : all) {
      if (on) {
        regularizer.enable();
      } else {
        regularizer.disable();
      }
    }
  }
}
