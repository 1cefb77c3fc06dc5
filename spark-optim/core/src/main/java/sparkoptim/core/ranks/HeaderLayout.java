// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

/**
 * Where the values are in a node's header, which travels with its sums:
 *
 * <pre>
 *   0                  L           L + 1                       L + 1 + B
 *   +------------------+-----------+---------------------------+--------- ... -+
 *   | loss of each of  | stop flag | value or product 0, of    | product 1,    |
 *   | its L subtrees   | of rank 0 | each of its B subtrees of | up to         |
 *   | of shards        |           | blocks of coordinates     | PRODUCTS - 1  |
 *   +------------------+-----------+---------------------------+--------- ... -+
 * </pre>
 *
 * All are doubles. A sum sends all up to value 0, a call for inner products what is behind the
 * flag. Where every rank holds whole vectors there are no blocks, and only the flag is used.
 *
 * @param losses L, the node's subtrees of shards
 * @param blocks B, the node's subtrees of blocks of coordinates; 0 where vectors are whole
 */
record HeaderLayout(int losses, int blocks) {
  /** Inner products that travel together. */
  static final int PRODUCTS = 8;

  /** Returns the index of the stop flag. */
  int stopFlagAt() {
    return losses;
  }

  /** Returns the index of a product's first value. */
  int productAt(int product) {
    return losses + 1 + product * blocks;
  }

  /** Returns the number of values in front of the product of a number. */
  int length(int products) {
    return productAt(products);
  }
}
