package sparkoptim.engine.rows;

/** Rows one after the other, where they lie. Stands before the first. */
interface RowRun {
  /** Goes to the next row; false where there is none. */
  boolean next();

  /** The pack of the current row. */
  RowPack pack();

  /** The current row within its pack. */
  int row();
}
