// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sparkoptim.core.network.NetworkParts;
import sparkoptim.core.network.NetworkScoring;
import sparkoptim.core.network.ServedNetwork;
import sparkoptim.core.network.text.Shape;

/** Scorers hold memory that is not Java's: each is closed, however its task ends. */
class ScoredRowsTest {
  private static final AtomicInteger OPEN = new AtomicInteger();
  private static final AtomicInteger MADE = new AtomicInteger();

  private record Doubling() implements ServedNetwork {
    @Override
    public String backend() {
      return "test";
    }

    @Override
    public String text() {
      return "doubling";
    }

    @Override
    public Shape input() {
      return Shape.of(1);
    }

    @Override
    public long parameters() {
      return 0;
    }

    @Override
    public NetworkParts parts() {
      return new NetworkParts(List.of(), List.of());
    }

    @Override
    public double[] values() {
      return new double[0];
    }

    @Override
    public byte[] file() {
      return new byte[0];
    }

    @Override
    public int batch() {
      return 2;
    }

    @Override
    public NetworkScoring scoring(int capacity) {
      OPEN.incrementAndGet();
      MADE.incrementAndGet();
      return new Scoring(capacity);
    }
  }

  private static final class Scoring implements NetworkScoring {
    private final float[] values;
    private int rows;

    Scoring(int capacity) {
      values = new float[capacity];
    }

    @Override
    public float[] values() {
      return values;
    }

    @Override
    public int next() {
      return rows++;
    }

    @Override
    public boolean isFull() {
      return rows == values.length;
    }

    @Override
    public double[][] scores() {
      if (values[0] < 0) {
        throw new IllegalStateException("negative");
      }
      double[][] scores = new double[rows][];
      for (int i = 0; i < rows; i++) {
        scores[i] = new double[] {2 * values[i]};
      }
      rows = 0;
      return scores;
    }

    @Override
    public void close() {
      OPEN.decrementAndGet();
    }
  }

  @BeforeEach
  void none() {
    OPEN.set(0);
    MADE.set(0);
  }

  private static Dataset<Row> scored(int features) {
    List<Row> rows =
        IntStream.range(0, 9)
            .mapToObj(i -> RowFactory.create(Vectors.dense(new double[i < 5 ? 1 : features])))
            .toList();
    Dataset<Row> data =
        LocalSession.session()
            .createDataFrame(rows, new StructType().add("x", SQLDataTypes.VectorType()))
            .coalesce(1);
    return ScoredRows.of(new TrainedNetwork(new Doubling()), data, "x", "scores");
  }

  @Test
  void scorer_howeverTheTaskEnds_isClosed() {
    assertThat(scored(1).collectAsList()).hasSize(9);
    assertThat(scored(1).limit(1).collectAsList()).hasSize(1);
    assertThatThrownBy(() -> scored(2).collectAsList()).hasMessageContaining("1 features");
    assertThat(MADE).hasValue(3);
    assertThat(OPEN).hasValue(0);
  }

  @Test
  void scores_afterOneThatFailed_areRight() {
    TrainedNetwork network = new TrainedNetwork(new Doubling());
    assertThat(network.scores(Vectors.dense(3), "x")).containsExactly(6);
    assertThatIllegalStateException().isThrownBy(() -> network.scores(Vectors.dense(-1), "x"));
    assertThat(OPEN).hasValue(0);
    assertThatThrownBy(() -> network.scores(Vectors.dense(1, 2), "x"))
        .hasMessageContaining("column x: the model has 1 features");
    assertThat(network.scores(Vectors.dense(4), "x")).containsExactly(8);
    assertThat(network.scores(Vectors.dense(5), "x")).containsExactly(10);
    assertThat(MADE).hasValue(2);
  }
}
