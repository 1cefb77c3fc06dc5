// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms of a block's entries: each is the smallest, and loses no bit. */
class ValuesTest {
  private static final int HEADER = 100;

  static Stream<Arguments> forms() {
    return Stream.of(
        Arguments.of("ones", new double[] {1, 1, 1}, 0),
        Arguments.of("bytes", new double[] {0, 1, 255}, 1),
        Arguments.of("shorts", new double[] {1, -1, 256}, 2),
        Arguments.of("shorts' ends", new double[] {-32_768, 32_767, 3}, 2),
        Arguments.of("negative zero", new double[] {1, -0.0, 2}, 4),
        Arguments.of("floats", new double[] {0.5, 40_000, -2}, 4),
        Arguments.of("floats' ends", new double[] {Float.MAX_VALUE, Float.MIN_VALUE, 1}, 4),
        Arguments.of("doubles", new double[] {0.1, 1, 1}, 8),
        Arguments.of("late double", new double[] {1, 1, 1e300}, 8),
        Arguments.of("late short", new double[] {1, 200, 300}, 2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forms")
  void compact_values_haveTheSmallestFormAndAllBits(String name, double[] values, int bytes)
      throws Exception {
    int copies = 200;
    double[] many = new double[copies * values.length];
    for (int i = 0; i < many.length; i++) {
      many[i] = values[i % values.length];
    }
    double[] labels = new double[copies];
    Block block = new Block(0, 0, values.length, labels, null, null, null, many).compact();
    assertThat(bits(block.values.doubles())).isEqualTo(bits(many));
    byte[] written = written(block);
    int rest = Double.BYTES * copies;
    assertThat(written.length - rest)
        .isBetween(bytes * many.length, bytes * many.length + HEADER + 100);
    Block read = (Block) new ObjectInputStream(new ByteArrayInputStream(written)).readObject();
    assertThat(bits(read.values.doubles())).isEqualTo(bits(many));
    for (int i = 0; i < many.length; i++) {
      assertThat(Double.doubleToRawLongBits(read.values.at(i)))
          .isEqualTo(Double.doubleToRawLongBits(many[i]));
    }
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  private static byte[] written(Block block) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(block);
    }
    return bytes.toByteArray();
  }

  static Stream<Arguments> columns() {
    return Stream.of(
        Arguments.of("distances", 1_000_000, new int[] {900_000, 900_255, 3, 4}, 1),
        Arguments.of("chars", 65_536, new int[] {0, 256, 1, 65_535}, 2),
        Arguments.of("ints", 65_537, new int[] {0, 256, 1, 65_536}, 4));
  }

  /** Rows of two entries, an empty one between them. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("columns")
  void compact_columns_haveTheSmallestForm(String name, int width, int[] columns, int bytes)
      throws Exception {
    int copies = 300;
    int[] many = new int[copies * columns.length];
    int[] offsets = new int[3 * copies + 1];
    double[] ones = new double[many.length];
    Arrays.fill(ones, 1);
    for (int i = 0; i < copies; i++) {
      System.arraycopy(columns, 0, many, 4 * i, 4);
      offsets[3 * i + 1] = 4 * i + 2;
      offsets[3 * i + 2] = 4 * i + 2;
      offsets[3 * i + 3] = 4 * i + 4;
    }
    double[] labels = new double[3 * copies];
    Block plain = new Block(0, 0, width, labels, null, offsets, many, ones);
    Block block = plain.compact();
    assertThat(block.columns.ints(offsets)).isEqualTo(many);
    byte[] written = written(block);
    int firsts = bytes == 1 ? Integer.BYTES * labels.length : 0;
    int rest = Double.BYTES * labels.length + Integer.BYTES * offsets.length + firsts;
    assertThat(written.length - rest)
        .isBetween(bytes * many.length, bytes * many.length + HEADER + 100);
    Block read = (Block) new ObjectInputStream(new ByteArrayInputStream(written)).readObject();
    assertThat(read.columns.ints(offsets)).isEqualTo(many);
    RowView view = new RowView(4);
    view.rows(read, new int[] {3, 1, 2, 0, 4}, 0, 3);
    assertThat(Arrays.copyOfRange(view.columns, view.from(0), view.to(0)))
        .containsExactly(columns[0], columns[1]);
    assertThat(view.to(1)).isEqualTo(view.from(1));
    assertThat(Arrays.copyOfRange(view.columns, view.from(2), view.to(2)))
        .containsExactly(columns[2], columns[3]);
    assertThat(view.values[view.from(2)]).isEqualTo(1);
  }

  /** Of sparse rows of doubles nothing is decoded. */
  @Test
  void compact_sparseDoubles_keepsTheArrays() {
    int[] columns = {0, 2};
    double[] values = {0.1, 1};
    Block block = new Block(0, 0, 3, new double[1], null, new int[] {0, 2}, columns, values);
    RowView view = new RowView(1);
    view.row(block.compact(), 0);
    assertThat(view.values).isSameAs(values);
    assertThat(view.columns).isSameAs(columns);
  }

  @Test
  void rowView_plainBlock_isNotCopied() {
    double[] values = {1, 2, 3, 4};
    Block block = new Block(0, 0, 2, new double[2], null, null, null, values);
    RowView view = new RowView(2);
    view.row(block, 1);
    assertThat(view.values).isSameAs(values);
    assertThat(view.from(0)).isEqualTo(2);
    assertThat(view.to(0)).isEqualTo(4);
    assertThat(view.most(block)).isEqualTo(2);
  }

  /** A view that is asked for the same rows again has them; for others of the same count not. */
  @Test
  void rowView_otherRows_areDecodedAnew() {
    Block block =
        new Block(0, 0, 1, new double[4], null, null, null, new double[] {5, 6, 7, 8}).compact();
    RowView view = new RowView(2);
    int[] some = {0, 1};
    view.rows(block, some, 0, 2);
    assertThat(view.values[view.from(1)]).isEqualTo(6);
    some[1] = 3;
    view.rows(block, some, 0, 2);
    assertThat(view.values[view.from(1)]).isEqualTo(8);
  }
}
