// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

/** The floating-point type of gradients; parameters and all state are double in any case. */
public enum Precision {
  /** 64 bits. */
  DOUBLE,
  /**
   * 32 bits: half the memory, and up to twice the speed of a native library, with gradients good to
   * about six digits. A loss is computed in double from outputs in single.
   */
  SINGLE
}
