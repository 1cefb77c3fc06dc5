// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tiles hold a matrix: read as tiles.cu reads them, they give its product with a vector. */
final class ShardTilesTest {
  private static final int WARP = 32;
  private static final TileForm FORM = new TileForm(64, 128);

  private final Random random = new Random(4);

  /** As a warp reads a group: the first entries of all lanes, then the second ones. */
  private static double[] product(ShardTiles tiles, double[] vector) {
    double[] result = new double[tiles.rows()];
    int group = 0;
    int tile = 0;
    for (int first = 0; first < tiles.rows(); first += FORM.owned()) {
      int count = Math.min(FORM.owned(), tiles.rows() - first);
      for (int range = 0; range < tiles.ranges(); range++, tile++) {
        for (int row = 0; row < count; row += WARP, group++) {
          int at = tiles.starts()[tile] + tiles.bases()[group];
          boolean some = true;
          for (int k = 0; some; k++) {
            some = false;
            for (int stream = 0; stream < WARP; stream++) {
              if ((tiles.counts()[group * WARP + stream] & 0xff) > k) {
                int place = range * FORM.range() + (tiles.places()[at] & 0xffff);
                result[first + row + stream] += tiles.values()[at++] * vector[place];
                some = true;
              }
            }
          }
        }
      }
    }
    return result;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "5, 64, 3", "128, 200, 4", "129, 65, 65", "300, 1000, 40", "40, 70, 0"})
  void of_anyShape_holdsAllEntries(int rows, int length, int most) {
    int[] ends = new int[rows + 1];
    double[][] matrix = new double[rows][length];
    for (int i = 0; i < rows; i++) {
      for (int k = random.nextInt(most + 1); k > 0; k--) {
        matrix[i][random.nextInt(length)] = random.nextDouble();
      }
    }
    boolean[] skipped = new boolean[rows];
    skipped[rows / 2] = true;
    int[] others = new int[rows * length];
    double[] values = new double[rows * length];
    double[] vector = random.doubles(length).toArray();
    double[] expected = new double[rows];
    int filled = 0;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < length; j++) {
        if (matrix[i][j] != 0) {
          others[filled] = j;
          values[filled++] = matrix[i][j];
          expected[i] += skipped[i] ? 0 : matrix[i][j] * vector[j];
        }
      }
      ends[i + 1] = filled;
    }
    ShardTiles tiles = ShardTiles.of(FORM, ends, others, values, skipped, length);
    assertThat(product(tiles, vector)).isEqualTo(expected);
  }
}
