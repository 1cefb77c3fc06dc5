// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.stepsize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import sparkoptim.core.MethodText;
import sparkoptim.core.Schedule;
import sparkoptim.core.Schedule.Per;
import sparkoptim.core.StepSize;

/** Over random settings of every schedule and every step size that reads the run. */
final class SchedulesProperties {
  @Property(seed = "31", tries = 500, edgeCases = EdgeCasesMode.NONE)
  void at_anyCount_isFiniteAndNotNegative(
      @ForAll("schedules") Schedule schedule, @ForAll @LongRange(max = 3000) long total) {
    for (long count = 0; count < Math.max(total, 1); count = 1 + count * 5 / 4) {
      assertThat(schedule.at(count, total)).isFinite().isNotNegative();
    }
    assertThat(schedule.at(Math.max(total - 1, 0), total)).isFinite().isNotNegative();
  }

  @Property(seed = "32", edgeCases = EdgeCasesMode.NONE)
  void text_anySettings_parsesBack(@ForAll("stepSizes") StepSize size) {
    assertThat(MethodText.parse(MethodText.print(size)).stepSize()).isEqualTo(size);
  }

  @Property(seed = "33", tries = 300, edgeCases = EdgeCasesMode.NONE)
  void fallingSchedules_fromCountToCount_neverRise(
      @ForAll("falling") Schedule schedule, @ForAll @LongRange(min = 2, max = 60) long total) {
    for (long count = 1; count < total; count++) {
      double before = schedule.at(count - 1, total);
      assertThat(schedule.at(count, total)).isLessThanOrEqualTo(before * (1 + 1e-14));
    }
  }

  /** The relative error of exp is that of its argument, here up to 80. */
  @Property(seed = "34", tries = 500, edgeCases = EdgeCasesMode.NONE)
  void htd_anyEnds_isATaso(
      @ForAll @Scale(6) @DoubleRange(min = -20, max = 20) double lower,
      @ForAll @Scale(6) @DoubleRange(min = 0.01, max = 20) double width,
      @ForAll @LongRange(min = 1, max = 500) long total,
      @ForAll @LongRange(max = 500) long count) {
    Htd htd = new Htd(0.3, lower, lower + width, Per.STEP);
    double span = htd.upper() - lower;
    Taso taso = new Taso(0.3, 2 * span, -lower / span, 0, false, 0, Per.STEP);
    double expected = taso.at(count % total, total);
    assertThat(htd.at(count % total, total)).isCloseTo(expected, within(1e-11 * expected));
    double argument = lower + span * (count % total) / total;
    assertThat(expected).isCloseTo(0.15 * (1 - Math.tanh(argument)), within(1e-13));
  }

  @Property(seed = "35", edgeCases = EdgeCasesMode.NONE)
  void taso_atBeta_isTheMiddle(
      @ForAll @Scale(6) @DoubleRange(max = 100) double alpha,
      @ForAll @LongRange(max = 64) long count,
      @ForAll @Scale(6) @DoubleRange(max = 1) double floor) {
    Taso taso = new Taso(0.3, alpha, count / 64.0, floor, false, 0, Per.STEP);
    assertThat(taso.at(count, 64)).isEqualTo(0.15 + floor);
  }

  @Provide
  Arbitrary<StepSize> stepSizes() {
    Arbitrary<StepSize> bb =
        Combinators.combine(positive(), shares(), flags(), flags(), values())
            .as(
                (eta, beta, smoothing, reset, bound) ->
                    new SgdBarzilaiBorwein(eta, beta, smoothing, reset, bound, bound + eta));
    Arbitrary<StepSize> plateau =
        Combinators.combine(positive(), inside(), counts(), shares(), counts(), shares())
            .as(
                (value, factor, patience, threshold, cooldown, min) ->
                    new ReduceOnPlateau(
                        value, factor, patience, threshold / 2, cooldown, min * value));
    return Arbitraries.oneOf(schedules().map(schedule -> schedule), bb, plateau);
  }

  @Provide
  Arbitrary<Schedule> schedules() {
    Arbitrary<Schedule> warm =
        Combinators.combine(stretches(), values(), plain())
            .as((length, from, then) -> new Warmup(length, from, then));
    return Arbitraries.oneOf(plain(), plain(), warm);
  }

  private static Arbitrary<Schedule> plain() {
    return Arbitraries.oneOf(endless(), overTheRun(), sigmoids(), peaked());
  }

  @Provide
  Arbitrary<Schedule> falling() {
    return Arbitraries.oneOf(
        endless().filter(schedule -> !(schedule instanceof InverseSqrt rise && rise.warmup() > 0)),
        sigmoids(),
        Combinators.combine(positive(), shares(), positive())
            .as((from, share, power) -> new Polynomial(from, share * from, power, Per.STEP)),
        Combinators.combine(positive(), inside())
            .as((from, share) -> new Geometric(from, share * from, Per.STEP)),
        Combinators.combine(positive(), shares())
            .as((from, share) -> new Cosine(from, share * from, 0, 1, Per.STEP)));
  }

  private static Arbitrary<Schedule> endless() {
    return Arbitraries.oneOf(
        Combinators.combine(values(), inside(), counts(), units())
            .as((value, factor, every, per) -> new StepDecay(value, factor, every + 1, per)),
        Combinators.combine(values(), inside(), milestones(), units()).as(MultiStep::new),
        Combinators.combine(values(), inside(), units()).as(Exponential::new),
        Combinators.combine(values(), values(), units()).as(Power::new),
        Combinators.combine(values(), stretches()).as(InverseSqrt::new));
  }

  private static Arbitrary<Schedule> overTheRun() {
    return Arbitraries.oneOf(
        Combinators.combine(values(), values()).as(Linear::new),
        Combinators.combine(positive(), positive(), units()).as(Geometric::new),
        Combinators.combine(values(), values(), positive(), units()).as(Polynomial::new),
        Combinators.combine(values(), values(), stretches(), shares(), units())
            .as((from, to, period, share, per) -> new Cosine(from, to, period, 1 + share, per)));
  }

  private static Arbitrary<Schedule> sigmoids() {
    return Arbitraries.oneOf(
        Combinators.combine(values(), values(), shares(), shares(), flags(), units())
            .as(
                (initial, alpha, beta, floor, relative, per) ->
                    new Taso(initial, alpha, beta, floor, relative, relative ? 1 : 0, per)),
        Combinators.combine(values(), values(), values(), units())
            .as((initial, lower, width, per) -> new Htd(initial, -lower, width, per)));
  }

  private static Arbitrary<Schedule> peaked() {
    return Arbitraries.oneOf(
        Combinators.combine(values(), values(), values(), shares())
            .as((peak, first, last, share) -> new OneCycle(peak, 1 + first, 1 + last, share)),
        Combinators.combine(
                values(), stretches(), shares(), Arbitraries.of(Wsd.Shape.class), values())
            .as(Wsd::new));
  }

  private static Arbitrary<List<Long>> milestones() {
    return Arbitraries.longs()
        .between(1, 500)
        .list()
        .ofMaxSize(6)
        .map(list -> List.copyOf(new TreeSet<>(list)));
  }

  private static Arbitrary<Double> values() {
    return Arbitraries.oneOf(
        Arbitraries.of(0.0, 1e-300, 1e-5, 0.1, 1.0, 1e7), doubles(0, 10), doubles(0, 1e6));
  }

  private static Arbitrary<Double> positive() {
    return doubles(1e-6, 10);
  }

  private static Arbitrary<Double> shares() {
    return Arbitraries.oneOf(Arbitraries.of(0.0, 1.0, 0.5), doubles(0, 1));
  }

  private static Arbitrary<Double> inside() {
    return doubles(0.001, 0.999);
  }

  /** Shares of a run and counts. */
  private static Arbitrary<Double> stretches() {
    return Arbitraries.oneOf(
        Arbitraries.just(0.0), doubles(0, 0.999), counts().map(count -> 1.0 + count));
  }

  private static Arbitrary<Long> counts() {
    return Arbitraries.longs().between(0, 400);
  }

  private static Arbitrary<Double> doubles(double from, double to) {
    return Arbitraries.doubles().between(from, to).ofScale(9);
  }

  private static Arbitrary<Boolean> flags() {
    return Arbitraries.of(true, false);
  }

  private static Arbitrary<Per> units() {
    return Arbitraries.of(Per.class);
  }
}
