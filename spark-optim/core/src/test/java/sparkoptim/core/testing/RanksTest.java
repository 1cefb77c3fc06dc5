// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.Snapshot;
import sparkoptim.core.Space;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.reduce.FixedTree;

final class RanksTest {
  private static StochasticObjective quadratic(int dimension) {
    double[] curvatures = new double[dimension];
    Arrays.fill(curvatures, 2);
    return new Quadratic(curvatures);
  }

  private static double[] random(int dimension, long seed) {
    return new Random(seed).doubles(dimension, -1, 1).toArray();
  }

  @ParameterizedTest
  @CsvSource({"200, 1", "200, 3", "200, 4", "124, 4", "64, 3", "1, 2", "500, 3"})
  void parts_anyNumberOfRanks_areTheWholeCutAtBlocks(int dimension, int ranks) {
    double[] whole = random(dimension, 1);
    List<Space> spaces = Ranks.run(ranks, quadratic(dimension), StochasticObjective::space);
    assertThat(spaces).hasSize(ranks);
    int next = 0;
    for (Space space : spaces) {
      assertThat(space.dimension()).isEqualTo(dimension);
      assertThat(space.offset()).isEqualTo(next);
      assertThat(space.offset() % FixedTree.BLOCK == 0 || space.offset() == dimension).isTrue();
      next += space.size();
    }
    assertThat(next).isEqualTo(dimension);
    assertThat(Ranks.join(spaces.stream().map(space -> Ranks.part(space, whole)).toList()))
        .isEqualTo(whole);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void dots_onRanks_haveTheBitsOfTheWhole(int ranks) {
    double[][] whole = {random(200, 1), random(200, 2), random(200, 3)};
    double[] expected = {FixedTree.dot(whole[0], whole[1]), FixedTree.dot(whole[0], whole[2])};
    List<double[]> results =
        Ranks.run(
            ranks,
            quadratic(200),
            part -> {
              double[][] mine = new double[3][];
              for (int i = 0; i < 3; i++) {
                mine[i] = Ranks.part(part.space(), whole[i]);
              }
              double[] two = new double[2];
              part.space().dots(mine[0], new double[][] {mine[1], mine[2]}, two);
              double[] one = new double[1];
              part.space().dots(mine[0], new double[][] {mine[2]}, one);
              assertThat(one[0]).isEqualTo(two[1]);
              return two;
            });
    assertThat(results).hasSize(ranks).containsOnly(expected);
  }

  /** A rank may be ahead by what it does between two products; many runs, as they race. */
  @Test
  void dots_ofMoreAndMoreVectors_disturbNoRankThatReads() {
    double[] ones = new double[200];
    Arrays.fill(ones, 1);
    for (int run = 0; run < 500; run++) {
      Ranks.run(
          4,
          quadratic(200),
          part -> {
            double[] mine = Ranks.part(part.space(), ones);
            for (int count = 1; count <= 4; count++) {
              double[] results = new double[count];
              double[][] vectors = new double[count][];
              Arrays.fill(vectors, mine);
              part.space().dots(mine, vectors, results);
              assertThat(results).containsOnly(200);
            }
            return null;
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void evaluate_onRanks_isThatOfTheWhole(int ranks) {
    LinearCase problem = LinearCase.softmax().penalised(0.1);
    double[] point = problem.point(1);
    double[] elsewhere = problem.point(2);
    StochasticObjective whole = problem.objective(10);
    Snapshot snapshot = new Snapshot(point.length);
    System.arraycopy(elsewhere, 0, snapshot.point, 0, point.length);
    whole.fullGradient(snapshot);
    Gradient expected = new Gradient(point.length);
    double loss = whole.batch(2).evaluate(point, snapshot, 0.7, expected);
    List<double[]> parts =
        Ranks.run(
            ranks,
            problem.objective(10),
            part -> {
              Snapshot mine = new Snapshot(part.space().size());
              System.arraycopy(
                  Ranks.part(part.space(), elsewhere), 0, mine.point, 0, mine.point.length);
              part.fullGradient(mine);
              assertThat(mine.loss).isEqualTo(snapshot.loss);
              assertThat(mine.gradient).isEqualTo(Ranks.part(part.space(), snapshot.gradient));
              Gradient gradient = new Gradient(part.space().size());
              double[] here = Ranks.part(part.space(), point);
              assertThat(part.batch(2).evaluate(here, mine, 0.7, gradient)).isEqualTo(loss);
              assertThat(here).isEqualTo(Ranks.part(part.space(), point));
              return gradient.values;
            });
    assertThat(Ranks.join(parts)).isEqualTo(expected.values);
  }

  @Test
  void pass_onRanks_isThatOfTheWhole() {
    LinearCase problem = LinearCase.logistic();
    double[] expected = problem.point(1);
    double loss = problem.objective(0).batch(0).localEpoch(expected, 0.3);
    List<double[]> parts =
        Ranks.run(
            3,
            problem.objective(0),
            part -> {
              double[] mine = Ranks.part(part.space(), problem.point(1));
              assertThat(part.batch(0).localEpoch(mine, 0.3)).isEqualTo(loss);
              return mine;
            });
    assertThat(Ranks.join(parts)).isEqualTo(expected);
  }

  @Test
  void run_ranksThatCallDifferentThings_fails() {
    assertThatThrownBy(
            () ->
                Ranks.run(
                    3,
                    quadratic(200),
                    part -> {
                      double[] zeros = new double[part.space().size()];
                      if (part.space().offset() == 0) {
                        part.space().dots(zeros, new double[][] {zeros}, new double[1]);
                      } else {
                        part.batch(4).evaluate(zeros, new Gradient(zeros.length));
                      }
                      return null;
                    }))
        .hasMessage(
            "the ranks go apart: rank 0: dots[1], rank 1: evaluate[4], rank 2: evaluate[4]");
  }

  @Test
  void run_ranksThatPassDifferentNumbers_fails() {
    assertThatThrownBy(
            () ->
                Ranks.run(
                    2,
                    quadratic(200),
                    part -> {
                      Snapshot snapshot = new Snapshot(part.space().size());
                      double alpha = part.space().offset() == 0 ? 0.0 : -0.0;
                      Gradient gradient = new Gradient(part.space().size());
                      return part.full().evaluate(snapshot.point, snapshot, alpha, gradient);
                    }))
        .hasMessage(
            "the ranks go apart: rank 0: evaluate[-1, 0.0, 0, -1], rank 1: evaluate[-1, -0.0, 0,"
                + " -1]");
  }

  @Test
  void run_rankThatEndsEarly_fails() {
    assertThatThrownBy(
            () ->
                Ranks.run(
                    2,
                    quadratic(200),
                    part -> {
                      double[] zeros = new double[part.space().size()];
                      if (part.space().offset() > 0) {
                        part.full().evaluate(zeros, new Gradient(zeros.length));
                      }
                      return null;
                    }))
        .hasMessage("the ranks go apart: rank 0: ends, rank 1: evaluate[-1]");
  }

  @Test
  void run_rankThatThrowsAlone_fails() {
    assertThatThrownBy(
            () ->
                Ranks.run(
                    2,
                    quadratic(200),
                    part -> {
                      double[] zeros = new double[part.space().size()];
                      if (part.space().offset() > 0) {
                        throw new ArithmeticException("alone");
                      }
                      return part.full().evaluate(zeros, new Gradient(zeros.length));
                    }))
        .hasMessage(
            "the ranks go apart: rank 0: evaluate[-1], "
                + "rank 1: throws java.lang.ArithmeticException: alone");
  }

  @Test
  void run_allRanksThrowAlike_throwsThat() {
    assertThatThrownBy(
            () ->
                Ranks.run(
                    4,
                    quadratic(200),
                    part -> {
                      throw new ArithmeticException("together");
                    }))
        .isInstanceOf(ArithmeticException.class)
        .hasMessage("together");
  }

  @Test
  void run_rankThatDoesNotCome_failsInTime() {
    CountDownLatch given = new CountDownLatch(1); // until the other rank has given up
    assertThatThrownBy(
            () ->
                Ranks.run(
                    2,
                    0.2,
                    quadratic(200),
                    part -> {
                      double[] zeros = new double[part.space().size()];
                      if (part.space().offset() > 0) {
                        await(given);
                      }
                      try {
                        return part.full().evaluate(zeros, new Gradient(zeros.length));
                      } finally {
                        given.countDown();
                      }
                    }))
        .hasMessage("not all ranks came in time: rank 0: evaluate[-1], rank 1 is elsewhere");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void run_vectorOfTheWrongLength_fails() {
    assertThatThrownBy(
            () ->
                Ranks.run(
                    2,
                    quadratic(200),
                    part -> part.full().evaluate(new double[200], new Gradient(200))))
        .hasMessageStartingWith("the ranks go apart: rank 0: throws ")
        .hasMessageContaining("rank 0 holds 128 coordinates, was given 200");
  }
}
