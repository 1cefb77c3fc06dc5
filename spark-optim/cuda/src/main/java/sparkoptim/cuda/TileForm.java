// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.List;

/**
 * The size of tiles, see tiles.cu: they suit rows of more columns than a range, with few entries in
 * each.
 *
 * @param range elements of a vector in shared memory
 * @param owned results of a block of threads
 */
record TileForm(int range, int owned) {
  /** Most entries of a result in a tile. */
  static final int MOST_ENTRIES = 255;

  /** Threads of a block. */
  static final int THREADS = 1024;

  /** Bytes left for the cache that entries pass through. */
  private static final int SPARED_BYTES = 36 << 10;

  private static final int REGISTER_BYTES = 128;
  private static final int MOST_RANGE = 1 << 16;
  private static final int WARP = 32;

  /**
   * Returns the form for reals of a size on a device whose blocks of threads can have at most
   * {@code mostShared} bytes of shared memory.
   */
  static TileForm of(int mostShared, int realBytes) {
    int range = Math.min(MOST_RANGE, (mostShared - SPARED_BYTES) / realBytes / WARP * WARP);
    return new TileForm(range, THREADS * (REGISTER_BYTES / realBytes));
  }

  /** Macros of tiles.cu. */
  List<String> macros(RowForm form) {
    return List.of(form.realMacro(), "RANGE=" + range, "OWNED=" + owned);
  }

  KernelSource source(RowForm form) {
    return new KernelSource(List.of("common.cuh", "tiles.cu"), macros(form));
  }

  /** Ranges of a vector. */
  int ranges(int length) {
    return Math.max(1, (length + range - 1) / range);
  }
}
