// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

/**
 * A data set that serves every mini-batch twice in a row. It has twice the records, so BigDL's
 * epochs still see every record once per half.
 */
interface RepeatedBatches {
  /** Decides which half is next. */
  HalfStepTurn turn();
}
