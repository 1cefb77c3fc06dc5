// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

final class ContentHashTest {
  private static final DataType VECTOR = new VectorUDT();

  @Test
  void of_typesOfOneNumber_areOneValue() {
    String whole = hash("x", DataTypes.IntegerType, 3);
    assertThat(hash("x", DataTypes.DoubleType, 3.0)).isEqualTo(whole);
    assertThat(hash("x", DataTypes.LongType, 3L)).isEqualTo(whole);
    assertThat(hash("x", DataTypes.createDecimalType(38, 0), Decimal.apply(3L))).isEqualTo(whole);
    assertThat(hash("x", DataTypes.StringType, UTF8String.fromString("3"))).isNotEqualTo(whole);
    assertThat(hash("y", DataTypes.IntegerType, 3)).isNotEqualTo(whole);
    assertThat(hash("x", DataTypes.LongType, (1L << 53) + 1))
        .isNotEqualTo(hash("x", DataTypes.LongType, 1L << 53));
    assertThat(hash("x", DataTypes.DoubleType, -0.0))
        .isEqualTo(hash("x", DataTypes.IntegerType, 0));
  }

  @Test
  void of_columnsInAnotherOrderOrWithoutValue_areOneRow() {
    StructType ab = new StructType().add("a", "int").add("b", "string");
    StructType ba = new StructType().add("b", "string").add("extra", "double").add("a", "int");
    UTF8String text = UTF8String.fromString("text of more than eight bytes");
    assertThat(hash(ab, 1, text)).isEqualTo(hash(ba, text, null, 1));
    assertThat(hash(ab, 1, text)).isNotEqualTo(hash(ba, text, 0.0, 1));
  }

  @Test
  void of_vectors_areTheirEntriesWhateverTheirFormAndWidth() {
    String sparse = vector(Vectors.sparse(5, new int[] {1, 4}, new double[] {2, 3}));
    assertThat(vector(Vectors.dense(0, 2, 0, 0, 3))).isEqualTo(sparse);
    assertThat(vector(Vectors.sparse(9, new int[] {1, 4, 5}, new double[] {2, 3, 0})))
        .isEqualTo(sparse);
    assertThat(vector(Vectors.dense(0, 3, 0, 0, 2))).isNotEqualTo(sparse);
  }

  @Test
  void of_manyRows_collideInNeitherHalf() {
    Set<Long> high = new HashSet<>();
    Set<Long> low = new HashSet<>();
    StructType schema = new StructType().add("a", "int").add("b", "int");
    var hash = new ContentHash(schema, List.of());
    for (int a = 0; a < 200; a++) {
      for (int b = 0; b < 200; b++) {
        hash.of(new GenericInternalRow(new Object[] {a, b}));
        high.add(hash.high());
        low.add(hash.low());
      }
    }
    assertThat(high).hasSize(40_000);
    assertThat(low).hasSize(40_000);
  }

  @Test
  void resized_vectors_loseAndGainZeros() {
    Vector sparse = Vectors.sparse(5, new int[] {1, 4}, new double[] {2, 3});
    assertThat(Widths.resized(sparse, 4).toArray()).containsExactly(0, 2, 0, 0);
    assertThat(Widths.resized(sparse, 7).toArray()).containsExactly(0, 2, 0, 0, 3, 0, 0);
    assertThat(Widths.resized(Vectors.dense(1, 2, 3), 2)).isEqualTo(Vectors.dense(1, 2));
    assertThat(Widths.resized(Vectors.dense(1, 2), 3)).isEqualTo(Vectors.dense(1, 2, 0));
  }

  private static String vector(Vector vector) {
    return hash("v", VECTOR, new VectorUDT().serialize(vector));
  }

  private static String hash(String name, DataType type, Object value) {
    return hash(new StructType().add(name, type), value);
  }

  private static String hash(StructType schema, Object... values) {
    ContentHash hash = new ContentHash(schema, List.of()).of(new GenericInternalRow(values));
    return hash.high() + " " + hash.low();
  }
}
