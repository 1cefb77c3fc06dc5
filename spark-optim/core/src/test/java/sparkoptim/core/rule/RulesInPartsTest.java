// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.testing.Quadratic;
import sparkoptim.core.testing.Ranks;
import sparkoptim.core.testing.Shrunk;

/** Rules whose vectors lie in parts, one of them empty on four ranks, move as on one. */
final class RulesInPartsTest {
  private static final int DIMENSION = 130;

  private static final Quadratic QUADRATIC = new Quadratic(random(1, 0.1, 4));

  private record Ended(double[] served, double[] query, Object numbers) {}

  static Stream<Arguments> runs() {
    StochasticObjective sparse = new Shrunk(QUADRATIC, 0.2);
    Stream<Arguments> smooth =
        Stream.of(
                "step-tuned",
                "step-tuned(beta=0.5, ratio=short)",
                "curvature-descent",
                "lbfgs(3)",
                "spa(0.3)",
                "schedule-free-sgd(warmup=3)",
                "schedule-free-adamw(decay=0.1)",
                "gpa(adamw(decay=0.1), 0.7, 0.2)",
                "prodigy(decay=0.1, start=0.01)")
            .map(rule -> Arguments.of(rule, QUADRATIC));
    Stream<Arguments> proximal =
        Stream.of("spa(0.3)", "schedule-free-sgd", "gpa(sgd, 0.7, 0.2)", "prodigy(start=0.01)")
            .map(rule -> Arguments.of(rule, sparse));
    return Stream.concat(smooth, proximal);
  }

  private static double[] random(long seed, double from, double to) {
    return new Random(seed).doubles(DIMENSION, from, to).toArray();
  }

  private static Ended run(String rule, StochasticObjective objective) {
    double[] start = Ranks.part(objective.space(), random(2, -1, 1));
    Loop loop = new Loop(OptimMethod.parse(rule + " + constant(0.3)"), objective, 7, 0, start);
    loop.forEachRemaining(iteration -> {});
    LoopState state = LoopState.of(loop);
    return new Ended(loop.served(), loop.query(), List.of(state.numbers(), state.counts()));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void run_onRanks_hasTheBitsOfOne(String rule, StochasticObjective objective) {
    Ended whole = run(rule, objective);
    for (int ranks = 2; ranks <= 4; ranks++) {
      List<Ended> parts = Ranks.run(ranks, objective, part -> run(rule, part));
      assertThat(Ranks.join(parts.stream().map(Ended::served).toList())).isEqualTo(whole.served());
      assertThat(Ranks.join(parts.stream().map(Ended::query).toList())).isEqualTo(whole.query());
      assertThat(parts).allSatisfy(part -> assertThat(part.numbers()).isEqualTo(whole.numbers()));
    }
  }
}
