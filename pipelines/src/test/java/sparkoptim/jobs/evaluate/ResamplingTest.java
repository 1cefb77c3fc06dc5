// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tolerances are four standard errors of what is estimated, rounded up; seeds are fixed. */
final class ResamplingTest {

  @Test
  void of_anyMean_hasTheMeanAndVarianceOfPoisson() {
    int draws = 20_000;
    for (long mean : new long[] {1, 5, 32, 33, 100_000}) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < draws; i++) {
        double value = PoissonDraw.of(mean, Hash.mix(i) + mean) - mean;
        sum += value;
        squares += value * value;
      }
      assertThat(sum / draws).isCloseTo(0, within(4 * Math.sqrt((double) mean / draws)));
      assertThat(squares / draws / mean).isCloseTo(1, within(0.06));
    }
  }

  @Test
  void interval_ofEqualRows_isAsWideAsThatOfRowsApart() {
    // Nine of ten rows are right, 400 rows: the standard error is 0.015.
    double[] width = new double[2];
    for (int apart = 0; apart < 2; apart++) {
      var reading = new ClassReading(2, null, null, null);
      var tally = new Tally(reading, 1000);
      for (int i = 0; i < 400; i++) {
        var row = org.apache.spark.sql.RowFactory.create(i % 10 == 0 ? 1.0 : 0.0, 0.0);
        tally.add(row);
      }
      var settings = new EvaluationSettings(2000, 0.95, 3 + apart, java.util.List.of());
      double[] ends =
          ClassFigures.of(tally, tally.cells(), reading, settings)
              .estimates()
              .get("accuracy")
              .interval();
      width[apart] = ends[1] - ends[0];
    }
    assertThat(width[0]).isCloseTo(2 * 1.96 * 0.015, within(0.006));
    assertThat(width[1]).isCloseTo(width[0], within(0.006));
  }

  @Test
  void interval_ofAMean_coversIt() {
    var random = new Random(11);
    var settings = new EvaluationSettings(200, 0.9, 1, java.util.List.of());
    int covered = 0;
    int turns = 150;
    for (int turn = 0; turn < turns; turn++) {
      var reading = new ErrorReading(false, null);
      var tally = new Tally(reading, 10_000);
      for (int i = 0; i < 100; i++) {
        double error = random.nextGaussian();
        tally.add(org.apache.spark.sql.RowFactory.create(3 + error, 3.0));
      }
      double[] ends =
          ErrorFigures.of(tally, tally.cells(), reading, settings)
              .estimates()
              .get("mae")
              .interval();
      double truth = Math.sqrt(2 / Math.PI);
      covered += ends[0] <= truth && truth <= ends[1] ? 1 : 0;
    }
    assertThat(covered / (double) turns).isBetween(0.8, 0.97);
  }

  @Test
  void interval_cutCells_isThatOfWholeOnes() {
    double[][] ends = new double[2][];
    for (int cut = 0; cut < 2; cut++) {
      var random = new Random(2);
      var reading = new ErrorReading(false, null);
      var tally = new Tally(reading, cut == 1 ? 500 : 100_000);
      for (int i = 0; i < 20_000; i++) {
        tally.add(org.apache.spark.sql.RowFactory.create(random.nextGaussian(), 0.1));
      }
      assertThat(tally.cells().isExact()).isEqualTo(cut == 0);
      var settings = new EvaluationSettings(1000, 0.95, 1, java.util.List.of());
      ends[cut] =
          ErrorFigures.of(tally, tally.cells(), reading, settings)
              .estimates()
              .get("rmse")
              .interval();
    }
    double width = ends[0][1] - ends[0][0];
    assertThat(ends[1][0]).isCloseTo(ends[0][0], within(0.15 * width));
    assertThat(ends[1][1]).isCloseTo(ends[0][1], within(0.15 * width));
  }
}
