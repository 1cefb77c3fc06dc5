// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.Arrays;

/**
 * The entries of one shard's sparse matrix in the order in which tiles.cu reads them: owner by
 * owner, range by range, group by group.
 *
 * @param rows results
 * @param ranges of the vector
 * @param starts first entry of each tile
 * @param bases of each group its first entry, from its tile's on
 * @param counts of each result in a group its entries in the tile
 * @param places of each entry in its range
 * @param values of each entry
 */
record ShardTiles(
    int rows,
    int ranges,
    int[] starts,
    int[] bases,
    byte[] counts,
    short[] places,
    double[] values) {
  static final int WARP = 32;

  /**
   * Creates the tiles of compressed rows.
   *
   * @param ends row i has the entries ends[i] to ends[i + 1]
   * @param others places of the entries in the vector, ascending in a row
   * @param skipped rows that are left out, with result 0; null for none
   * @param length of the vector
   */
  static ShardTiles of(
      TileForm form, int[] ends, int[] others, double[] of, boolean[] skipped, int length) {
    int rows = ends.length - 1;
    int ranges = form.ranges(length);
    int owners = (rows + form.owned() - 1) / form.owned();
    int groups = ranges * ((rows + WARP - 1) / WARP);
    ShardTiles tiles =
        new ShardTiles(
            rows,
            ranges,
            new int[owners * ranges],
            new int[groups],
            new byte[groups * WARP],
            new short[ends[rows]],
            new double[ends[rows]]);
    int[] next = Arrays.copyOf(ends, rows);
    int tile = 0;
    int group = 0;
    int filled = 0;
    int[] here = new int[WARP];
    for (int first = 0; first < rows; first += form.owned()) {
      int end = Math.min(rows, first + form.owned());
      for (int range = 0; range < ranges; range++) {
        int until = Math.min(length, (range + 1) * form.range());
        int start = filled;
        tiles.starts[tile++] = start;
        for (int row = first; row < end; row += WARP) {
          int most = 0;
          for (int stream = 0; stream < WARP; stream++) {
            here[stream] = 0;
            int i = row + stream;
            if (i < end && (skipped == null || !skipped[i])) {
              int at = next[i];
              while (at < ends[i + 1] && others[at] < until) {
                at++;
              }
              here[stream] = at - next[i];
            }
            tiles.counts[group * WARP + stream] = (byte) here[stream];
            most = Math.max(most, here[stream]);
          }
          tiles.bases[group++] = filled - start;
          for (int k = 0; k < most; k++) {
            for (int stream = 0; stream < WARP; stream++) {
              if (here[stream] > k) {
                int at = next[row + stream] + k;
                tiles.places[filled] = (short) (others[at] - range * form.range());
                tiles.values[filled++] = of[at];
              }
            }
          }
          for (int stream = 0; stream < WARP; stream++) {
            if (here[stream] > 0) {
              next[row + stream] += here[stream];
            }
          }
        }
      }
    }
    return new ShardTiles(
        rows,
        ranges,
        tiles.starts,
        tiles.bases,
        tiles.counts,
        Arrays.copyOf(tiles.places, filled),
        Arrays.copyOf(tiles.values, filled));
  }
}
