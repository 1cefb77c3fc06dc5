// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

/** Gradients that a step takes. */
enum Cost {
  /** The mini-batch's. */
  ONE,
  /** The mini-batch's at two points. */
  TWO,
  /** The same, and a snapshot's of all rows once an epoch; in the last epoch the first alone. */
  SVRG
}
