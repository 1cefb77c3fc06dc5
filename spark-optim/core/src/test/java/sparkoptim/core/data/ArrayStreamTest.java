// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayStreamTest {
  private interface Writer {
    void write(ObjectOutputStream out) throws IOException;
  }

  private static ObjectInputStream written(Writer writer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      writer.write(out);
    }
    return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1024, 1025, 2048, 5000})
  void write_anyLength_readsTheSame(int length) throws IOException {
    Random random = new Random(length);
    double[] doubles = random.doubles(length).toArray();
    int[] ints = random.ints(length).toArray();
    long[] longs = random.longs(length).toArray();
    try (ObjectInputStream in =
        written(
            out -> {
              ArrayStream.write(doubles, out);
              ArrayStream.write(ints, out);
              ArrayStream.write(longs, out);
              ArrayStream.write((double[]) null, out);
              ArrayStream.write((int[]) null, out);
              ArrayStream.write((long[]) null, out);
            })) {
      assertThat(ArrayStream.readDoubles(in)).isEqualTo(doubles);
      assertThat(ArrayStream.readInts(in)).isEqualTo(ints);
      assertThat(ArrayStream.readLongs(in)).isEqualTo(longs);
      assertThat(ArrayStream.readDoubles(in)).isNull();
      assertThat(ArrayStream.readInts(in)).isNull();
      assertThat(ArrayStream.readLongs(in)).isNull();
    }
  }

  @Test
  void block_serialised_isTheSame() throws Exception {
    Block sparse =
        new Block(
            3,
            2,
            9,
            new double[] {1, 0},
            new double[] {2, 3},
            new int[] {0, 1, 3},
            new int[] {8, 0, 4},
            new double[] {-0.0, Double.MIN_VALUE, 1e300});
    Block dense = new Block(1, 0, 2, new double[] {1}, null, null, null, new double[] {4, 5});
    try (ObjectInputStream in =
        written(
            out -> {
              out.writeObject(sparse);
              out.writeObject(dense);
              out.writeObject(dense);
            })) {
      assertThat(in.readObject()).usingRecursiveComparison().isEqualTo(sparse);
      Object first = in.readObject();
      assertThat(first).usingRecursiveComparison().isEqualTo(dense);
      assertThat(in.readObject()).isSameAs(first);
    }
  }
}
