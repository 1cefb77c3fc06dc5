// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import java.io.Serializable;
import java.util.function.Supplier;

/** The mini-batch that a partition served last. */
final class LastBatch<D> implements Serializable {
  private static final long serialVersionUID = 1L;

  private transient D batch;

  D next(boolean again, Supplier<D> fresh) {
    if (!again) {
      batch = fresh.get();
    } else if (batch == null) {
      throw new IllegalStateException(
          "the mini-batch of the first half-step is not here any more: was an executor lost?");
    }
    return batch;
  }
}
