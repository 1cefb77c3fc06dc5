// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.probe.FixedBatchProbe.Curvature;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.Ranks;
import sparkoptim.core.testing.SampleRows;

/** Probes of a run whose vectors are held in parts find what they find of the whole. */
final class ProbesOnRanksTest {
  private static final int STEPS = 6;
  private static final int WIDTH = 200;
  private static final LinearCase PROBLEM =
      LinearCase.logistic().of(SampleRows.random(37, WIDTH, 2, 0.4, 13)).penalised(0.1);
  private static final OptimMethod METHOD = OptimMethod.parse("svrg + spa(0.3) + constant(0.2)");

  /** What a rank found; the coefficients are the part that it holds. */
  private record Found(List<Object> looks, List<double[]> coefficients, double[] served) {}

  private static Found run(StochasticObjective objective) {
    Found found = new Found(new ArrayList<>(), new ArrayList<>(), null);
    double[] start = Ranks.part(objective.space(), PROBLEM.point(1));
    Loop run = new Loop(METHOD, objective, STEPS, 0, start);
    List<Object> looks = found.looks;
    KeptPoint kept = new KeptPoint();
    run.probe(4, kept);
    run.probe(1, FixedBatchProbe.of(List.of(2L), look -> looks.add(values(look))));
    run.probe(
        1,
        new FixedBatchProbe(
            List.of(9L),
            Place.SERVED,
            0.1,
            Curvature.GRADIENTS,
            2,
            true,
            look -> looks.add(values(look))));
    run.probe(1, new GradientVariance(0, 0.5, looks::add));
    run.probe(1, VarianceRatio.of(looks::add));
    run.probe(1, new SnapshotDistance(kept, looks::add));
    run.probe(1, LyapunovValue.of(METHOD, 50, looks::add));
    run.probe(
        1,
        new OptimalCoefficient(
            2,
            kept,
            look -> {
              found.coefficients.add(look.each());
              looks.add(List.of(look.pooled(), look.best(), look.variance(0.5)));
            }));
    run.forEachRemaining(iteration -> {});
    return new Found(looks, found.coefficients, run.served());
  }

  /** Arrays have no equality of their own. */
  private static List<Double> values(FixedBatchProbe.Look look) {
    double[] one = {look.loss(), look.gradientNorm(), look.predicted(), look.misfit()};
    return Stream.of(one, look.curve().lengths(), look.curve().batch(), look.curve().full())
        .flatMapToDouble(Arrays::stream)
        .boxed()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  void look_onRanks_findsTheSameBits(int ranks) {
    Found whole = run(PROBLEM.objective(10));
    assertThat(whole.looks).hasSize(7 * STEPS);
    List<Found> parts = Ranks.run(ranks, PROBLEM.objective(10), ProbesOnRanksTest::run);
    for (Found part : parts) {
      assertThat(part.looks).containsExactlyElementsOf(whole.looks);
    }
    assertThat(Ranks.join(parts.stream().map(Found::served).toList())).isEqualTo(whole.served);
    for (int k = 0; k < STEPS; k++) {
      int look = k;
      List<double[]> held = parts.stream().map(part -> part.coefficients.get(look)).toList();
      assertThat(Ranks.join(held)).isEqualTo(whole.coefficients.get(k));
    }
  }
}
