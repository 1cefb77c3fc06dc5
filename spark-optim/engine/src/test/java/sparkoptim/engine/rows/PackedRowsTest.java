// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.SizeEstimator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.RowView;
import sparkoptim.engine.LocalSpark;
import sparkoptim.engine.Shards;

class PackedRowsTest {
  private static final RowRules PLAIN = new RowRules("label", "features", null, 2);
  private static final RowRules WEIGHTED = new RowRules("label", "features", "w", 2);

  @AfterEach
  void nothingStaysCached() {
    assertThat(LocalSpark.context().getPersistentRDDs()).isEmpty();
  }

  /** The blocks' contents as text, shard by shard. */
  private static List<String> dealt(List<Row> rows, int partitions, RowRules rules, int shards) {
    return dealt(rows, partitions, rules, shards, true);
  }

  private static List<String> dealt(
      List<Row> rows, int partitions, RowRules rules, int shards, boolean inOneTask) {
    try (PackedRows packed = PackedRows.of(LocalSpark.rows(rows, partitions), rules);
        Shards dealt = packed.intoShards(shards, inOneTask)) {
      return dealt.collect((shard, blocks) -> shard + ": " + text(blocks));
    }
  }

  private static String text(List<Block> blocks) {
    StringBuilder text = new StringBuilder();
    RowView view = new RowView(1);
    for (Block block : blocks) {
      text.append('[').append(block.shard).append(',').append(block.index);
      for (int row = 0; row < block.rows(); row++) {
        text.append("; ").append(block.labels[row]).append(' ').append(block.weight(row));
        view.row(block, row);
        int from = view.from(0);
        for (int i = from; i < view.to(0); i++) {
          int column = view.columns == null ? i - from : view.columns[i];
          text.append(' ').append(column).append(':').append(view.values[i]);
        }
      }
      text.append(']');
    }
    return text.toString();
  }

  @Test
  void deal_anyOrderAndPartitionsOfTheInput_givesTheSameBlocks() {
    List<Row> rows = LocalSpark.logisticRows(997, 20, 1);
    for (int shards : new int[] {1, 16}) {
      List<String> expected = dealt(rows, 1, WEIGHTED, shards);
      for (int partitions : new int[] {3, 16}) {
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(partitions));
        assertThat(dealt(shuffled, partitions, WEIGHTED, shards)).isEqualTo(expected);
        assertThat(dealt(shuffled, partitions, WEIGHTED, shards, false)).isEqualTo(expected);
      }
    }
  }

  @Test
  void deal_manyRows_keepsEachOnceInShardsOfOneSize() {
    List<Row> rows = LocalSpark.logisticRows(1003, 10, 2);
    try (PackedRows packed = PackedRows.of(LocalSpark.rows(rows, 3), WEIGHTED);
        Shards dealt = packed.intoShards(8)) {
      List<Integer> sizes =
          dealt.collect((shard, blocks) -> blocks.stream().mapToInt(Block::rows).sum());
      assertThat(sizes).hasSize(8).allMatch(size -> size == 125 || size == 126);
      assertThat(sizes.stream().mapToInt(i -> i).sum()).isEqualTo(1003);
      double weights = rows.stream().mapToDouble(row -> row.getDouble(2)).sum();
      List<Double> dealtWeights = dealt.collect((shard, blocks) -> LocalSpark.weight(blocks));
      assertThat(dealtWeights.stream().mapToDouble(d -> d).sum()).isCloseTo(weights, within(1e-9));
    }
  }

  /** Of 12 bytes an entry: rows of a9a's kind, and of MNIST's. */
  @Test
  void deal_onesAndPixels_takeLittleMemory() {
    List<Row> ones = new ArrayList<>();
    List<Row> pixels = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      int[] columns = random.ints(14, 0, 123).distinct().sorted().toArray();
      double[] values = new double[columns.length];
      Arrays.fill(values, 1);
      ones.add(RowFactory.create((double) (i % 2), Vectors.sparse(123, columns, values)));
      int[] places = random.ints(150, 0, 784).distinct().sorted().toArray();
      double[] grey = random.ints(places.length, 1, 256).asDoubleStream().toArray();
      pixels.add(RowFactory.create((double) (i % 2), Vectors.sparse(784, places, grey)));
    }
    assertThat(shareOfMemory(ones)).isLessThan(0.4);
    assertThat(shareOfMemory(pixels)).isLessThan(0.25);
  }

  private static double shareOfMemory(List<Row> rows) {
    try (PackedRows packed = PackedRows.of(LocalSpark.rows(rows, 2), PLAIN);
        Shards dealt = packed.intoShards(2)) {
      List<long[]> sizes =
          dealt.collect(
              (shard, blocks) ->
                  new long[] {
                    blocks.stream().mapToLong(SizeEstimator::estimate).sum(),
                    blocks.stream().mapToLong(block -> block.values.length()).sum()
                  });
      double bytes = sizes.stream().mapToLong(size -> size[0]).sum();
      return bytes / (12.0 * sizes.stream().mapToLong(size -> size[1]).sum());
    }
  }

  @Test
  void deal_denseSparseAndExplicitZeros_areOneRow() {
    Vector dense = Vectors.dense(0.0, 3.0, -0.0, 4.0);
    Vector sparse = Vectors.sparse(4, new int[] {1, 3}, new double[] {3, 4});
    Vector zeros = Vectors.sparse(4, new int[] {0, 1, 3}, new double[] {0, 3, 4});
    List<String> expected = dealt(List.of(RowFactory.create(-0.0, dense)), 1, PLAIN, 1);
    assertThat(dealt(List.of(RowFactory.create(0.0, sparse)), 1, PLAIN, 1)).isEqualTo(expected);
    assertThat(dealt(List.of(RowFactory.create(0.0, zeros)), 1, PLAIN, 1)).isEqualTo(expected);
  }

  /** Dense and sparse vectors in turn, some without zeros. */
  private static List<Row> mixedRows(int count) {
    List<Row> rows = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < count; i++) {
      double[] values = random.doubles(6, 1, 2).toArray();
      if (i % 5 == 0) {
        values[i % 6] = 0;
      }
      Vector vector = Vectors.dense(values);
      rows.add(RowFactory.create(i % 2 * 1.0, i % 3 == 0 ? vector.toSparse() : vector));
    }
    return rows;
  }

  @Test
  void deal_fullAndOtherRows_givesTheSameBlocksForAnyPartitions() {
    List<Row> rows = mixedRows(300);
    List<String> expected = dealt(rows, 1, PLAIN, 4);
    for (int partitions : new int[] {2, 5}) {
      assertThat(dealt(rows, partitions, PLAIN, 4)).isEqualTo(expected);
      assertThat(dealt(rows, partitions, PLAIN, 4, false)).isEqualTo(expected);
    }
    assertThat(String.join("", expected).chars().filter(c -> c == ':').count())
        .isEqualTo(4 + 300 * 6 - 60);
  }

  @Test
  void deal_rowsWithoutZeros_givesBlocksWithoutColumns() {
    List<Row> full = mixedRows(60).stream().filter(row -> nonZeros(row) == 6).toList();
    for (List<Row> rows : List.of(full, mixedRows(60))) {
      try (PackedRows packed = PackedRows.of(LocalSpark.rows(rows, 2), PLAIN);
          Shards dealt = packed.intoShards(1)) {
        List<Boolean> sparse = dealt.collect((shard, blocks) -> blocks.get(0).sparse());
        assertThat(sparse).containsExactly(rows != full);
      }
    }
  }

  private static int nonZeros(Row row) {
    return ((Vector) row.get(1)).numNonzeros();
  }

  private static List<Double> weightsAsIs(List<Row> rows, int partitions, int shards) {
    try (PackedRows packed = PackedRows.of(LocalSpark.rows(rows, partitions), WEIGHTED, "asis");
        Shards dealt = packed.intoShards(shards)) {
      List<double[]> weights = dealt.collect((shard, blocks) -> LocalSpark.weights(blocks));
      assertThat(weights).extracting(w -> w.length - rows.size() / shards).containsOnly(0, 1);
      return weights.stream().flatMapToDouble(Arrays::stream).boxed().toList();
    }
  }

  @Test
  void deal_asIs_keepsTheInputsOrderInShardsOfOneSize() {
    List<Row> rows = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    for (int i = 1; i <= 103; i++) {
      rows.add(RowFactory.create(i % 2 * 1.0, Vectors.dense(i), i * 1.0));
      expected.add(i * 1.0);
    }
    for (int partitions : new int[] {1, 2, 7, 103, 150}) {
      for (int shards : new int[] {2, 8, 64}) {
        assertThat(weightsAsIs(rows, partitions, shards)).isEqualTo(expected);
      }
    }
  }

  @Test
  void fingerprint_asIs_dependsOnOrderAndPartitions() {
    List<Row> rows = LocalSpark.logisticRows(20, 5, 1);
    List<Row> reversed = new ArrayList<>(rows);
    Collections.reverse(reversed);
    assertThat(
            List.of(
                fingerprint(rows, 2, "asis"),
                fingerprint(rows, 3, "asis"),
                fingerprint(reversed, 2, "asis"),
                fingerprint(rows, 2, "hash")))
        .doesNotHaveDuplicates();
    assertThat(fingerprint(rows, 2, "asis")).isEqualTo(fingerprint(rows, 2, "asis"));
    assertThat(fingerprint(reversed, 3, "hash")).isEqualTo(fingerprint(rows, 2, "hash"));
  }

  private static String fingerprint(List<Row> rows, int partitions, String dealing) {
    try (PackedRows packed = PackedRows.of(LocalSpark.rows(rows, partitions), WEIGHTED, dealing)) {
      return packed.fingerprint();
    }
  }

  @Test
  void of_columnsOfOtherTypes_areRefused() {
    Dataset<Row> rows = LocalSpark.rows(mixedRows(2), 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PackedRows.of(rows.selectExpr("'a' as label", "features"), PLAIN))
        .withMessage("column label must be of type double, was string");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PackedRows.of(rows, WEIGHTED))
        .withMessage("rows must have 3 columns, had 2");
  }

  @Test
  void of_wideRows_cutsBlocksByTheirBytes() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      double[] values = new double[10_000];
      Arrays.fill(values, i + 1);
      rows.add(RowFactory.create(0.0, Vectors.dense(values)));
    }
    try (PackedRows packed = PackedRows.of(LocalSpark.rows(rows, 2), PLAIN);
        Shards dealt = packed.intoShards(1)) {
      List<List<Integer>> sizes =
          dealt.collect(
              (shard, blocks) -> new ArrayList<>(blocks.stream().map(Block::rows).toList()));
      assertThat(sizes.get(0)).containsExactly(8, 8, 8, 8, 8);
    }
  }

  @Test
  void of_rowsOfWeightZero_leavesThemOut() {
    List<Row> rows =
        List.of(
            RowFactory.create(0.0, Vectors.dense(1), 2.0),
            RowFactory.create(1.0, Vectors.dense(2), 0.0));
    try (PackedRows packed = PackedRows.of(LocalSpark.rows(rows, 2), WEIGHTED)) {
      assertThat(packed.rows()).isEqualTo(1);
    }
  }

  @Test
  void of_emptyPartitions_readsTheOthers() {
    List<Row> rows = List.of(RowFactory.create(1.0, Vectors.dense(1)));
    try (PackedRows packed = PackedRows.of(LocalSpark.rows(rows, 5), PLAIN)) {
      assertThat(packed.rows()).isEqualTo(1);
      assertThat(packed.largestLabel()).isEqualTo(1);
    }
  }

  @Test
  void fingerprint_ofTheSameRows_doesNotDependOnTheirOrder() {
    List<Row> rows = LocalSpark.logisticRows(200, 9, 5);
    String expected = fingerprint(rows, 1);
    assertThat(expected).matches("[0-9a-f]{32}");
    List<Row> reversed = new ArrayList<>(rows);
    Collections.reverse(reversed);
    assertThat(fingerprint(reversed, 7)).isEqualTo(expected);
  }

  @Test
  void fingerprint_ofOtherRows_differs() {
    List<Row> rows = LocalSpark.logisticRows(200, 9, 5);
    List<Row> fewer = rows.subList(0, 199);
    List<Row> oneTwice = new ArrayList<>(rows);
    oneTwice.add(rows.get(0));
    List<Row> other = new ArrayList<>(fewer);
    other.add(RowFactory.create(1.0, Vectors.sparse(9, new int[] {3}, new double[] {1}), 1.0));
    assertThat(List.of(rows, fewer, oneTwice, other).stream().map(r -> fingerprint(r, 2)))
        .doesNotHaveDuplicates();
  }

  @Test
  void fingerprint_sumOfHashes_carriesIntoTheHighHalf() {
    Fingerprint sum = new Fingerprint();
    sum.add(1, -1);
    Fingerprint one = new Fingerprint();
    one.add(0, 1);
    sum.merge(one);
    assertThat(sum).hasToString("00000000000000020000000000000000");
    sum.add(-3, -1);
    assertThat(sum).hasToString("ffffffffffffffffffffffffffffffff");
    sum.merge(one);
    assertThat(sum).hasToString("0".repeat(32));
  }

  private static String fingerprint(List<Row> rows, int partitions) {
    try (PackedRows packed = PackedRows.of(LocalSpark.rows(rows, partitions), WEIGHTED)) {
      return packed.fingerprint();
    }
  }

  private static void refuses(List<Row> rows, RowRules rules, String... parts) {
    for (int partitions : new int[] {1, 3}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PackedRows.of(LocalSpark.rows(rows, partitions), rules).close())
          .withMessageContainingAll(parts);
    }
  }

  private static Row row(Object label, Object features) {
    return RowFactory.create(label, features);
  }

  @Test
  void of_nullLabel_names() {
    refuses(
        List.of(row(null, Vectors.dense(1)), row(1.0, Vectors.dense(1))),
        PLAIN,
        "column label: labels must not be null; 1 of 2 rows break this");
  }

  @Test
  void of_notFiniteLabel_names() {
    refuses(
        List.of(row(Double.NaN, Vectors.dense(1))),
        PLAIN,
        "column label: labels must be finite; 1 of 1 rows break this, one has NaN");
  }

  @Test
  void of_labelOutsideTheClasses_names() {
    refuses(
        List.of(row(2.0, Vectors.dense(1)), row(2.0, Vectors.dense(1)), row(0.0, Vectors.dense(1))),
        PLAIN,
        "column label: labels must be whole numbers from 0 to 1; 2 of 3 rows",
        "one has 2.0");
    refuses(List.of(row(0.5, Vectors.dense(1))), PLAIN, "whole numbers", "one has 0.5");
    refuses(List.of(row(-1.0, Vectors.dense(1))), PLAIN, "whole numbers", "one has -1.0");
  }

  @Test
  void of_badWeights_names() {
    Vector one = Vectors.dense(1);
    refuses(
        List.of(RowFactory.create(1.0, one, -2.0), RowFactory.create(1.0, one, 1.0)),
        WEIGHTED,
        "column w: weights must be finite and >= 0; 1 of 2 rows break this, one has -2.0");
    refuses(List.of(RowFactory.create(1.0, one, null)), WEIGHTED, "column w", "not be null");
    refuses(List.of(RowFactory.create(1.0, one, Double.NaN)), WEIGHTED, "column w", "one has NaN");
    refuses(
        List.of(RowFactory.create(1.0, one, 0.0)), WEIGHTED, "column w: at least one weight", "0");
  }

  @Test
  void of_badFeatures_names() {
    refuses(List.of(row(1.0, null)), PLAIN, "column features: vectors must not be null");
    refuses(
        List.of(row(1.0, Vectors.dense(1, 2)), row(0.0, Vectors.dense(1, Double.NaN))),
        PLAIN,
        "column features: features must be finite; 1 of 2 rows break this, one has NaN as feature 1");
    refuses(
        List.of(row(1.0, Vectors.sparse(9, new int[] {7}, new double[] {1.0 / 0}))),
        PLAIN,
        "one has Infinity as feature 7");
    refuses(
        List.of(row(1.0, Vectors.dense(new double[0]))), PLAIN, "column features", "at least one");
  }

  @Test
  void of_vectorsOfDifferentLengths_names() {
    refuses(
        List.of(
            row(1.0, Vectors.dense(1, 2, 3)),
            row(0.0, Vectors.dense(1, 2)),
            row(0.0, Vectors.dense(1, 2, 3))),
        PLAIN,
        "column features: all vectors must have one length, was 2 to 3; 1 rows are not of length 3");
  }

  @Test
  void of_noRows_says() {
    refuses(List.of(), PLAIN, "the training data has no rows");
  }

  /** nothingStaysCached looks at what is left. */
  @Test
  void of_inputThatFails_letsItsRowsGo() {
    JavaRDD<Row> failing =
        LocalSpark.context()
            .parallelize(LocalSpark.logisticRows(10, 5, 1), 2)
            .map(
                row -> {
                  throw new IllegalStateException("fails on purpose");
                });
    assertThatThrownBy(() -> PackedRows.of(LocalSpark.rows(failing, true), WEIGHTED))
        .hasMessageContaining("fails on purpose");
  }

  @Test
  void of_severalFaults_namesAll() {
    refuses(
        List.of(row(null, Vectors.dense(1)), row(5.0, Vectors.dense(1)), row(1.0, null)),
        PLAIN,
        "labels must not be null",
        "whole numbers",
        "vectors must not be null");
  }
}
