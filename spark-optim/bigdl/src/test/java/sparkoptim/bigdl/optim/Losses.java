// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.Trigger;
import com.intel.analytics.bigdl.dllib.utils.Table;
import java.util.ArrayList;
import java.util.List;

/** Ends after some iterations, and notes the loss of each. */
final class Losses implements Trigger {
  private static final long serialVersionUID = 1L;

  final transient List<Float> seen = new ArrayList<>();
  private final int iterations;

  Losses(int iterations) {
    this.iterations = iterations;
  }

  @Override
  public boolean apply(Table state) {
    int next = state.<Integer>apply("neval");
    if (next > 1) {
      seen.add(state.<Float>apply("Loss"));
    }
    return next > iterations;
  }
}
