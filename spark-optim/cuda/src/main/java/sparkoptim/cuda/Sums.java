// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.List;

/** Sums of sums on a device, see sums.cu. */
final class Sums {
  private static final int COLUMNS_OF_BLOCK = 32;
  private static final int TURNS = 8;
  private static final int TREE_COLUMNS = 16;
  private static final int TREE_THREADS = 32;
  private static final int THREADS = 256;
  private static final int MOST_BLOCKS = 2048;

  private final Kernel chunks;
  private final Kernel tree;
  private final Kernel widen;
  private final Kernel narrow;

  /** Creates sums for the reals of a form. */
  Sums(CudaDevice device, RowForm form) {
    KernelSource source = source(form);
    chunks = device.kernel(source, "chunk_sums");
    tree = device.kernel(source, "tree_sums");
    widen = device.kernel(source, "widen");
    narrow = device.kernel(source, "narrow");
  }

  static KernelSource source(RowForm form) {
    return new KernelSource(List.of("common.cuh", "sums.cu"), List.of(form.realMacro()));
  }

  /**
   * Computes the sums of consecutive chunks.
   *
   * @param count chunks of a shard
   * @param row sums of a chunk
   */
  record Chunks(long address, int count, int row) {}

  /**
   * Adds up the chunks of shards.
   *
   * @param column first of {@code width} columns of the chunks
   * @param to sums of the first shard, {@code length} a shard
   * @param place of the first column in them
   */
  void addChunks(
      StreamContext stream,
      Chunks from,
      int column,
      int width,
      int shards,
      long to,
      long length,
      long place) {
    stream
        .arguments()
        .add(from.address)
        .add(from.count)
        .add(from.row)
        .add(column)
        .add(width)
        .add(to)
        .add(length)
        .add(place);
    int blocks = (width + COLUMNS_OF_BLOCK - 1) / COLUMNS_OF_BLOCK;
    stream.launch(chunks, blocks, shards, COLUMNS_OF_BLOCK, TURNS);
  }

  /** Adds shards in the fixed tree and writes the result to its place. */
  void addShards(StreamContext stream, long sums, long length, int shards, long result) {
    stream.arguments().add(sums).add(length).add(length).add(shards).add(result);
    int blocks = Math.toIntExact((length + TREE_COLUMNS - 1) / TREE_COLUMNS);
    stream.launch(tree, blocks, 1, TREE_COLUMNS, TREE_THREADS);
  }

  /** Makes {@code count} reals of each shard doubles. */
  void widen(StreamContext stream, long from, long count, int shards, long to, long length) {
    stream.arguments().add(from).add(count).add(to).add(length);
    stream.launch(widen, blocks(count), shards, THREADS, 1);
  }

  /** Makes doubles reals. */
  void narrow(StreamContext stream, long from, long count, long to) {
    stream.arguments().add(from).add(count).add(to);
    stream.launch(narrow, blocks(count), 1, THREADS, 1);
  }

  private static int blocks(long count) {
    return (int) Math.max(1, Math.min(MOST_BLOCKS, (count + THREADS - 1) / THREADS));
  }
}
