// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

/** A cursor over consecutive rows, without copies. It starts before the first. */
interface RowRun {
  /** Goes to the next row; false where there is none. */
  boolean next();

  /** Returns the pack of the current row. */
  RowPack pack();

  /** Returns the current row within its pack. */
  int row();
}
