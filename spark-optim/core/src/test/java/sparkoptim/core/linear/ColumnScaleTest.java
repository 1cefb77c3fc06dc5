// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Capability;
import sparkoptim.core.CurvatureSample;
import sparkoptim.core.LossRange;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnMoments;
import sparkoptim.core.data.ColumnRanges;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardRequest.Kind;

/** Sums over rows as they came are those over rows that were copied into the working scale. */
class ColumnScaleTest {
  private static final int ROWS = 200;
  private static final int WIDTH = 6;

  /** Sums of 200 rows whose means are up to 30 times their reach. */
  private static final double ROUNDING = 1e-11;

  private static Block rows(boolean sparse, double offset) {
    Random random = new Random(7);
    int[] offsets = new int[ROWS + 1];
    int[] columns = new int[ROWS * WIDTH];
    double[] values = new double[columns.length];
    double[] labels = random.ints(ROWS, 0, 3).asDoubleStream().toArray();
    int at = 0;
    for (int row = 0; row < ROWS; row++) {
      for (int j = 0; j < WIDTH; j++) {
        double value = offset * j + random.nextGaussian();
        if (!sparse || j == 0 || random.nextInt(5) == 0) { // the first column is centred
          columns[at] = j;
          values[at++] = value;
        }
      }
      offsets[row + 1] = at;
    }
    double[] weights = random.doubles(ROWS, 0.5, 2).toArray();
    return new Block(
        0,
        0,
        WIDTH,
        labels,
        weights,
        sparse ? offsets : null,
        sparse ? Arrays.copyOf(columns, at) : null,
        Arrays.copyOf(values, at));
  }

  private record Both(LinearProblem problem, Block raw, Block scaled) {
    static Both of(int outputs, boolean intercept, boolean sparse) {
      Block raw = rows(sparse, 5);
      if (outputs == 1) {
        Arrays.setAll(raw.labels, i -> Math.min(1, raw.labels[i]));
      }
      LinearLoss loss = outputs == 1 ? LogisticLoss.LOSS : SoftmaxCrossEntropy.LOSS;
      ColumnMoments moments = ColumnMoments.of(WIDTH, List.of(raw));
      ColumnRanges ranges = new ColumnRanges(WIDTH);
      ranges.add(raw);
      Scaling scaling = new Scaling(ranges, moments, intercept, true, 0.1, loss.curvature());
      Block scaled = scaling.apply(raw);
      RowNorms norms = RowNorms.of(List.of(scaled), intercept);
      LinearProblem problem =
          new LinearProblem(
              loss,
              WIDTH,
              outputs,
              intercept,
              ROWS,
              moments.weight(),
              1,
              RowNorms.entries(List.of(norms)),
              RowNorms.sum(List.of(norms)) / moments.weight(),
              Penalty.ofSquares(scaling.penalty()),
              1,
              new LossRange(0, 1),
              scaling.moments(moments),
              scaling.inPlace(1));
      assertThat(problem.columns()).isNotNull();
      assertThat(problem.columns().center() != null).isEqualTo(intercept);
      assertThat(problem.moments().rowNorm(intercept))
          .isCloseTo(problem.rowNorm(), within(ROUNDING * problem.rowNorm()));
      return new Both(problem, raw, scaled);
    }

    double[] answer(boolean inPlace, ShardRequest request, int length) {
      double[] result = new double[length];
      LinearProblem of = inPlace ? problem : problem.over(null);
      of.shard(0, List.of(inPlace ? raw : scaled), true).answer(request, result);
      return result;
    }

    void requireEqual(ShardRequest request, int length) {
      double[] expected = answer(false, request, length);
      double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      assertThat(largest).isPositive();
      assertThat(answer(true, request, length))
          .usingComparatorWithPrecision(ROUNDING * largest)
          .containsExactly(expected);
    }
  }

  private static ShardRequest request(Kind kind, int dimension) {
    ShardRequest request = new ShardRequest();
    request.kind = kind;
    request.to = ShardRequest.ALL_ROWS;
    request.point = new Random(1).doubles(dimension, -1, 1).toArray();
    return request;
  }

  @ParameterizedTest
  @CsvSource({
    "1,true,false", "1,true,true", "1,false,false", "1,false,true",
    "3,true,false", "3,true,true", "3,false,false", "3,false,true"
  })
  void sums_ofRowsAsTheyCame_areThoseOfScaledRows(int outputs, boolean intercept, boolean sparse) {
    Both both = Both.of(outputs, intercept, sparse);
    int dimension = both.problem().dimension();
    both.requireEqual(request(Kind.EVALUATE, dimension), dimension + 1);
    ShardRequest gradient = request(Kind.MARGIN_GRADIENT, dimension);
    gradient.snapshot = new Random(2).doubles(dimension, -1, 1).toArray();
    both.requireEqual(gradient, dimension + 1 + 2 * outputs);
    ShardRequest along = request(Kind.ALONG, dimension);
    along.snapshot = gradient.snapshot;
    along.along = new double[] {0.3, 1};
    both.requireEqual(along, 6);

    double[] inverse = new Random(3).doubles(dimension, 0.1, 1).toArray();
    ShardRequest leverage = request(Kind.LEVERAGE, dimension);
    leverage.sample = new CurvatureSample(ROWS / 4, 1, outputs > 1, inverse);
    both.requireEqual(leverage, 1);
    ShardRequest sampled = request(Kind.HESSIAN, dimension);
    sampled.sample = leverage.sample;
    sampled.leverage = both.answer(false, leverage, 1)[0];
    both.requireEqual(sampled, dimension * (dimension + 1) / 2 + 1);
    sampled.sample = new CurvatureSample(ROWS, 1, outputs > 1, inverse);
    both.requireEqual(sampled, dimension * (dimension + 1) / 2 + 1);
  }

  @Test
  void offers_ofRowsAsTheyCame_areSumsAlone() {
    LinearProblem problem = Both.of(1, true, false).problem();
    assertThat(problem.offers()).containsExactly(Capability.MARGINS);
    assertThat(problem.touchedPerRow()).isInfinite();
    assertThat(problem.settings()).containsKey("columns");
  }

  @ParameterizedTest
  @CsvSource({"5,1,true", "1e5,1,false", "5,30,false"})
  void inPlace_farMeansOrFewEntries_isNoWay(double offset, int shards, boolean possible) {
    Block raw = rows(false, offset);
    ColumnMoments moments = ColumnMoments.of(WIDTH, List.of(raw));
    ColumnRanges ranges = new ColumnRanges(WIDTH);
    ranges.add(raw);
    Scaling scaling = new Scaling(ranges, moments, true, true, 0, 0.25);
    assertThat(scaling.inPlace(shards) != null).isEqualTo(possible);
  }
}
