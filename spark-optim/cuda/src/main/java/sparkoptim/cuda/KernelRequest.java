// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

/**
 * A request to kernels: the rows of some of a group's shards at a point.
 *
 * @param from first position of the epoch, and {@code to} the one after the last; {@code to < 0}
 *     for all rows
 * @param most rows of a shard that are asked for, at most: the same for all shards of the problem
 * @param shard first shard of the group, and {@code shards} how many
 * @param order address of the epoch's order; 0 for all rows
 * @param mode what becomes of slopes at a snapshot: {@link #PLAIN}, {@link #KEEP}, {@link #CORRECT}
 * @param coefficient of the kept slopes
 */
record KernelRequest(
    long from, long to, int most, int shard, int shards, long order, int mode, double coefficient) {
  /** There is no snapshot. */
  static final int PLAIN = 0;

  /** Slopes are kept. */
  static final int KEEP = 1;

  /** The kept slopes are taken away. */
  static final int CORRECT = 2;

  /**
   * Begins the arguments of a kernel with the rows that are asked for.
   *
   * @param problemShards shards of the problem
   * @param firstShard the problem's number of the first of these rows' shards
   */
  Arguments arguments(StreamContext stream, int problemShards, int firstShard, DeviceRows rows) {
    return stream
        .arguments()
        .add(from)
        .field(to)
        .field(problemShards)
        .field(firstShard)
        .field(rows.startsAt)
        .field(order);
  }

  KernelRequest withShards(int first, int count) {
    return new KernelRequest(from, to, most, first, count, order, mode, coefficient);
  }
}
