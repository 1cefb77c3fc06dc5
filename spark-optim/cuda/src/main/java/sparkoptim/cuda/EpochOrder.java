// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.List;

/** The order in which epochs visit rows, made on the device: see order.cu. */
final class EpochOrder implements AutoCloseable {
  private static final int THREADS = 64;

  private final DeviceRows rows;
  private final long seed;
  private final int first;
  private final Kernel blockOrder;
  private final Kernel rowOrder;
  private DeviceMemory order;
  private DeviceMemory places;
  private long epoch = -1;

  /**
   * Creates the order of the rows of a group.
   *
   * @param first number of its first shard
   */
  EpochOrder(CudaDevice device, DeviceRows rows, long seed, int first) {
    this.rows = rows;
    this.seed = seed;
    this.first = first;
    KernelSource source = source(rows.form);
    blockOrder = device.kernel(source, "block_order");
    rowOrder = device.kernel(source, "row_order");
  }

  static KernelSource source(RowForm form) {
    return new KernelSource(List.of("common.cuh", "order.cu"), List.of(form.realMacro()));
  }

  /**
   * Returns the address of the order of an epoch: by slot behind its shard's start, the row in its
   * shard.
   */
  long of(long wanted, StreamContext stream) {
    if (order == null) {
      order = stream.device().allocate(Math.max(1, rows.count()) * 4L, "the order of rows");
      places = stream.device().allocate(Math.max(1, rows.blocks) * 8L, "the order of blocks");
    }
    if (wanted != epoch) {
      int shards = rows.starts.length - 1;
      long slots = places.address() + rows.blocks * 4L;
      stream
          .arguments()
          .add(seed)
          .add(wanted)
          .add(first)
          .add(shards)
          .add(rows.firstBlocksAt)
          .add(rows.blockRowsAt)
          .add(places.address())
          .add(slots);
      stream.launch(blockOrder, (shards + THREADS - 1) / THREADS, 1, THREADS, 1);
      stream
          .arguments()
          .add(seed)
          .add(wanted)
          .add(first)
          .add(rows.blocks)
          .add(rows.shardOfBlockAt)
          .add(rows.firstBlocksAt)
          .add(rows.blockRowsAt)
          .add(slots)
          .add(order.address());
      stream.launch(rowOrder, (rows.blocks + THREADS - 1) / THREADS, 1, THREADS, 1);
      epoch = wanted;
    }
    return order.address();
  }

  @Override
  public void close() {
    if (order != null) {
      order.close();
      places.close();
    }
  }
}
