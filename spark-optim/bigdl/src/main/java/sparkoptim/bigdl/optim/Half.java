// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import java.io.Serializable;
import java.util.TreeMap;

/**
 * The input of {@link StepTunedSGD} before a half-step.
 *
 * @param second whether the mini-batch is that of the step before
 * @param products sums over all slices by the name of the method; null where there is one slice
 */
record Half(boolean second, TreeMap<String, double[]> products) implements Serializable {
  /** The key under which it travels in BigDL's state. */
  static final String KEY = "sparkoptim.half";
}
