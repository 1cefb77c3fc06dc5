// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.ColumnMoments;
import sparkoptim.core.data.ColumnRanges;
import sparkoptim.core.data.RowView;
import sparkoptim.core.testing.SampleRows;

final class ScalingTest {
  private static final int ROWS = 60;
  private static final double CURVATURE = 0.25;

  /** A few roundings of margins up to 1e3. */
  private static final double MARGIN_ERROR = 1e-11;

  private static final Percentage ROUNDING = Percentage.withPercentage(1e-10);

  /**
   * Column 0 has a large mean, 1 is half zeros, 2 is constant, 3 is zero, the rest are rare; but of
   * five columns the last is full.
   */
  private static SampleRows rows(int width) {
    SampleRows rows = SampleRows.random(ROWS, width, 2, 0.15, 31);
    Random random = new Random(32);
    for (int i = 0; i < ROWS; i++) {
      rows.features()[i][0] = 100 + 3 * random.nextGaussian();
      rows.features()[i][1] = i % 2 * (1 + random.nextDouble());
      rows.features()[i][2] = 7;
      rows.features()[i][3] = 0;
      if (width == 5) {
        rows.features()[i][4] = random.nextGaussian();
      }
    }
    return rows;
  }

  private record Settings(
      int width, int outputs, boolean intercept, boolean standardization, double regParam) {
    SampleRows rows() {
      return ScalingTest.rows(width);
    }

    ColumnMoments moments() {
      return ColumnMoments.of(width, List.of(rows().sparseBlock()));
    }

    ColumnRanges ranges() {
      ColumnRanges ranges = new ColumnRanges(width);
      ranges.add(rows().sparseBlock());
      return ranges;
    }

    Scaling scaling() {
      return new Scaling(ranges(), moments(), intercept, standardization, regParam, CURVATURE);
    }

    double[] point() {
      return new Random(33).doubles((width + (intercept ? 1L : 0)) * outputs, -1, 1).toArray();
    }

    /** Coefficients of the point that is 1 everywhere: the scales. */
    double[] scales() {
      double[] ones = new double[width + (intercept ? 1 : 0)];
      Arrays.fill(ones, 1);
      double[] scales = new double[width];
      scaling().toModel(ones, 1, intercept, scales, new double[1]);
      return scales;
    }
  }

  /** Of 5 columns half the entries are there: stored dense. Of 20 most are rare: sparse. */
  static Stream<Settings> settings() {
    return Stream.of(5, 20)
        .flatMap(width -> Stream.of(1, 3).map(k -> new Settings(width, k, true, true, 0)))
        .flatMap(s -> Stream.of(s, new Settings(s.width, s.outputs, false, true, 0)))
        .flatMap(
            s ->
                Stream.of(
                    s,
                    new Settings(s.width, s.outputs, s.intercept, true, 0.1),
                    new Settings(s.width, s.outputs, s.intercept, false, 0.1)));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void toModel_rawRows_haveTheMarginsOfTheScaledOnes(Settings settings) {
    Scaling scaling = settings.scaling();
    SampleRows rows = settings.rows();
    int width = settings.width;
    int outputs = settings.outputs;
    double[] point = settings.point();
    double[] coefficients = new double[outputs * width];
    double[] intercepts = new double[outputs];
    scaling.toModel(point, outputs, settings.intercept, coefficients, intercepts);
    Block scaled = scaling.apply(rows.sparseBlock());
    double[] margins = new double[outputs];
    RowView view = new RowView(1);
    for (int i = 0; i < ROWS; i++) {
      view.row(scaled, i);
      SoftmaxShard.margins(view, 0, width, point, settings.intercept, margins);
      for (int k = 0; k < outputs; k++) {
        double margin = intercepts[k];
        for (int j = 0; j < width; j++) {
          margin += coefficients[k * width + j] * rows.features()[i][j];
        }
        assertThat(margin).isCloseTo(margins[k], within(MARGIN_ERROR));
      }
    }
    if (!settings.intercept) {
      assertThat(intercepts).containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void toModel_columnsWithoutVariance_getCoefficientZero(Settings settings) {
    double[] coefficients = new double[settings.outputs * settings.width];
    settings
        .scaling()
        .toModel(
            settings.point(),
            settings.outputs,
            settings.intercept,
            coefficients,
            new double[settings.outputs]);
    for (int i = 0; i < coefficients.length; i++) {
      boolean constant = i % settings.width == 2 || i % settings.width == 3;
      assertThat(coefficients[i] == 0).as("coefficient %d", i).isEqualTo(constant);
    }
  }

  /** 1/2 sum q v^2 in the working scale is regParam/2 sum p beta^2 in the raw one. */
  @ParameterizedTest
  @MethodSource("settings")
  void penalty_workingScale_isThatOfTheRawCoefficients(Settings settings) {
    Scaling scaling = settings.scaling();
    if (settings.regParam == 0) {
      assertThat(scaling.penalty()).isNull();
      return;
    }
    double[] coefficients = new double[settings.outputs * settings.width];
    double[] intercepts = new double[settings.outputs];
    double[] point = settings.point();
    scaling.toModel(point, settings.outputs, settings.intercept, coefficients, intercepts);
    double working = 0;
    double raw = 0;
    for (int j = 0; j < settings.width; j++) {
      double deviation = settings.moments().deviation(j);
      double p = settings.standardization ? deviation * deviation : 1;
      for (int k = 0; k < settings.outputs; k++) {
        double v = point[j * settings.outputs + k];
        double beta = coefficients[k * settings.width + j];
        working += scaling.penalty()[j] * v * v / 2;
        raw += settings.regParam * p * beta * beta / 2;
      }
    }
    assertThat(working).isPositive().isCloseTo(raw, ROUNDING);
  }

  /** s = 1 / sqrt(b^2 + regParam p / curvature), b^2 = reach times root mean square. */
  @ParameterizedTest
  @MethodSource("settings")
  void scale_columns_isTheFormula(Settings settings) {
    double[] scales = settings.scales();
    for (int j = 0; j < settings.width; j++) {
      if (j == 2 || j == 3) {
        continue;
      }
      double mean = settings.moments().mean(j);
      double deviation = settings.moments().deviation(j);
      boolean dense = j < 2 || settings.width == 5;
      double center = dense && settings.intercept ? mean : 0;
      double reach = 0;
      for (double[] row : settings.rows().features()) {
        reach = Math.max(reach, Math.abs(row[j] - center));
      }
      double square = (mean - center) * (mean - center) + deviation * deviation;
      double p = settings.standardization ? deviation * deviation : 1;
      double expected =
          1 / Math.sqrt(reach * Math.sqrt(square) + settings.regParam * p / CURVATURE);
      assertThat(scales[j]).as("column %d", j).isCloseTo(expected, ROUNDING);
    }
  }

  /** As for Poisson regression: the columns alone make the scale. */
  @Test
  void scale_curvatureWithoutBound_leavesThePenaltyOut() {
    Settings free = new Settings(20, 1, true, false, 0);
    double[] penalty =
        new Scaling(free.ranges(), free.moments(), true, false, 0.5, PoissonLoss.LOSS.curvature())
            .penalty();
    double[] scales = free.scales();
    for (int j = 0; j < scales.length; j++) {
      assertThat(penalty[j]).isCloseTo(0.5 * scales[j] * scales[j], ROUNDING);
    }
  }

  @Test
  void penalty_strong_neverCurvesMoreThanTheLoss() {
    double[] penalty = new Settings(20, 1, true, false, 1e6).scaling().penalty();
    assertThat(Arrays.stream(penalty).boxed()).allMatch(q -> q >= 0 && q <= CURVATURE);
    assertThat(penalty[0]).isCloseTo(CURVATURE, Percentage.withPercentage(1));
  }

  @Test
  void apply_denseStorage_writesEveryEntry() {
    Settings settings = new Settings(5, 1, true, true, 0);
    SampleRows rows = settings.rows();
    Block raw = rows.sparseBlock();
    Block scaled = settings.scaling().apply(raw);
    assertThat(settings.scaling().dense()).isTrue();
    assertThat(scaled.sparse()).isFalse();
    assertThat(scaled.labels).isEqualTo(raw.labels);
    assertThat(scaled.weights).isEqualTo(raw.weights);
    assertThat(scaled.width).isEqualTo(5);
    double[] scales = settings.scales();
    for (int i = 0; i < ROWS; i++) {
      double centred = rows.features()[i][0] - settings.moments().mean(0);
      assertThat(scaled.values.at(5 * i)).isCloseTo(centred * scales[0], within(MARGIN_ERROR));
      assertThat(scaled.values.at(5 * i + 2)).isZero();
      assertThat(scaled.values.at(5 * i + 4))
          .isCloseTo(
              (rows.features()[i][4] - settings.moments().mean(4)) * scales[4],
              within(MARGIN_ERROR));
    }
  }

  /** Centred columns have an entry in every row, columns without variance in none. */
  @ParameterizedTest
  @MethodSource("settings")
  void apply_sparseStorage_keepsColumnsAscending(Settings settings) {
    Scaling scaling = settings.scaling();
    assertThat(scaling.dense()).isEqualTo(settings.width == 5 && settings.intercept);
    if (scaling.dense()) {
      return;
    }
    SampleRows rows = settings.rows();
    Block scaled = scaling.apply(rows.sparseBlock());
    assertThat(scaled.sparse()).isTrue();
    assertThat(scaled.offsets[0]).isZero();
    assertThat(scaled.offsets[ROWS]).isEqualTo(scaled.values.length());
    for (int i = 0; i < ROWS; i++) {
      int at = scaled.from(i);
      for (int j = 0; j < settings.width; j++) {
        boolean centred = settings.intercept && j < 2;
        if (j != 2 && j != 3 && (centred || rows.features()[i][j] != 0)) {
          assertThat(scaled.columns.ints(scaled.offsets)[at++]).isEqualTo(j);
        }
      }
      assertThat(at).isEqualTo(scaled.to(i));
    }
  }

  @Test
  void apply_raw_isNotChanged() {
    Settings settings = new Settings(20, 1, true, true, 0);
    Block raw = settings.rows().sparseBlock();
    settings.scaling().apply(raw);
    assertThat(raw).usingRecursiveComparison().isEqualTo(settings.rows().sparseBlock());
  }

  /** What centring and scaling are for: no column's entries or curvature stick out. */
  @Test
  void apply_columnWithLargeMean_isTamed() {
    Settings settings = new Settings(5, 1, true, true, 0);
    Block scaled = settings.scaling().apply(settings.rows().sparseBlock());
    double mean = 0;
    for (int i = 0; i < ROWS; i++) {
      double value = scaled.values.at(5 * i);
      assertThat(Math.abs(value)).isLessThan(2);
      mean += settings.rows().weights()[i] * value / settings.rows().weight();
    }
    assertThat(mean).isCloseTo(0, within(1e-13));
  }

  /** A centred column has an entry in every row, zeros or not: that decides how rows are stored. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void dense_columnThatIsHalfZeros_countsWholeWhereItIsCentred(boolean intercept) {
    SampleRows rows = SampleRows.random(ROWS, 2, 2, 0.15, 34);
    for (int i = 0; i < ROWS; i++) {
      rows.features()[i][0] = i % 2 * (1 + i);
    }
    assertThat(scaling(rows, intercept).dense()).isEqualTo(intercept);
  }

  /** Squares of 1e-170 underflow: no scale may come out infinite. */
  @Test
  void toModel_columnWhoseVarianceUnderflows_getsCoefficientZero() {
    SampleRows rows = SampleRows.random(ROWS, 2, 2, 1, 35);
    for (double[] row : rows.features()) {
      row[1] *= 1e-170;
    }
    double[] coefficients = new double[2];
    double[] intercepts = new double[1];
    Scaling scaling = scaling(rows, true);
    scaling.toModel(new double[] {1, 1, 1}, 1, true, coefficients, intercepts);
    assertThat(coefficients[0]).isFinite().isPositive();
    assertThat(coefficients[1]).isZero();
    assertThat(intercepts[0]).isFinite();
  }

  private static Scaling scaling(SampleRows rows, boolean intercept) {
    Block block = rows.sparseBlock();
    ColumnRanges ranges = new ColumnRanges(rows.width());
    ranges.add(block);
    ColumnMoments moments = ColumnMoments.of(rows.width(), List.of(block));
    return new Scaling(ranges, moments, intercept, true, 0, CURVATURE);
  }
}
