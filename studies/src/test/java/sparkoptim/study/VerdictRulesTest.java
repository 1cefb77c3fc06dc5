// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule, with a claim that is false by construction. */
final class VerdictRulesTest {
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  private static Sample around(double mean, double spread, int seeds, long seed) {
    Random random = new Random(seed);
    return Sample.over(seeds, i -> mean + spread * random.nextGaussian());
  }

  /** Quantiles of the tables that every book has. */
  @ParameterizedTest
  @CsvSource({"1, 12.706", "2, 4.303", "4, 2.776", "7, 2.365", "9, 2.262", "30, 2.042"})
  void studentT_quantiles_areThoseOfTables(int freedom, double t) {
    assertThat(StudentT.quantile(0.05, freedom)).isCloseTo(t, within(5e-4));
    assertThat(StudentT.twoSided(t, freedom)).isCloseTo(0.05, within(5e-5));
  }

  @Test
  void lower_plantedFalseClaim_doesNotReproduce() {
    Claim claim = Claim.lower("a", "x", around(2, 0.1, 8, 1), "y", around(1, 0.1, 8, 2));
    assertThat(claim.verdict()).isEqualTo(Verdict.DOES_NOT_REPRODUCE);
  }

  @Test
  void higher_plantedFalseClaim_doesNotReproduce() {
    Claim claim = Claim.higher("a", "x", around(1, 0.1, 8, 1), "y", around(2, 0.1, 8, 2));
    assertThat(claim.verdict()).isEqualTo(Verdict.DOES_NOT_REPRODUCE);
  }

  /** The point estimate is inside of the limit, and the interval is not: no equivalence. */
  @Test
  void alike_intervalCrossesTheLimit_isNoEquivalence() {
    Sample theirs = new Sample(6, 6, 6, 6);
    Sample base = new Sample(10, 10, 10, 10);
    Sample wide = new Sample(5, 7, 6.9, 6.1);
    assertThat(Claim.alike("a", "x", wide, "y", theirs, base).verdict())
        .isEqualTo(Verdict.CANNOT_TELL);
    Sample narrow = new Sample(6.1, 6.2, 6.15, 6.1);
    assertThat(Claim.alike("a", "x", narrow, "y", theirs, base).verdict())
        .isEqualTo(Verdict.REPRODUCES);
  }

  @Test
  void alike_plantedFalseClaim_doesNotReproduce() {
    Sample theirs = around(6, 0.05, 6, 3);
    Sample base = around(10, 0.05, 6, 4);
    Claim claim = Claim.alike("a", "x", around(8, 0.05, 6, 5), "y", theirs, base);
    assertThat(claim.verdict()).isEqualTo(Verdict.DOES_NOT_REPRODUCE);
  }

  @Test
  void diverged_seeds_areToldAndNotAveraged() {
    Sample some = new Sample(1, INFINITE, 3);
    assertThat(some.mean()).isEqualTo(2);
    assertThat(some).hasToString("2.000 (sd 1), 1 of 3 diverged");
    assertThat(some.values()).containsEntry("diverged", 1);
  }

  /** The runs that are left look better; the method is worse. */
  @Test
  void lower_methodDivergesMostly_doesNotReproduce() {
    Sample bold = new Sample(0.1, INFINITE, INFINITE, INFINITE, 0.1);
    Claim claim = Claim.lower("a", "x", bold, "y", around(1, 0.1, 5, 6));
    assertThat(claim.verdict()).isEqualTo(Verdict.DOES_NOT_REPRODUCE);
    assertThat(claim.figures()).contains("3 of 5 diverged");
  }

  @Test
  void lower_oneOfManyDiverges_isTestedByRanks() {
    double[] low = IntStream.range(0, 10).mapToDouble(i -> 1 + 0.01 * i).toArray();
    double[] high = IntStream.range(0, 10).mapToDouble(i -> 2 - 0.01 * i).toArray();
    high[3] = INFINITE;
    Claim claim = Claim.lower("a", "x", new Sample(low), "y", new Sample(high));
    assertThat(claim.verdict()).isEqualTo(Verdict.REPRODUCES);
    assertThat(claim.figures()).contains("by ranks");
    assertThat(claim.p()).isCloseTo(2 / 1024.0, within(1e-15));
    assertThat(Claim.lower("a", "y", new Sample(high), "x", new Sample(low)).verdict())
        .isEqualTo(Verdict.DOES_NOT_REPRODUCE);
  }

  /** One huge difference hides nine that agree from a mean, and not from ranks. */
  @Test
  void lower_heavyTail_isTestedByRanks() {
    double[] differences = {1, 1.1, 0.9, 1.2, 0.8, 1, 1.05, 0.95, 1, 300};
    Sample zero = Sample.over(10, seed -> 0);
    Claim claim = Claim.lower("a", "x", zero, "y", new Sample(differences));
    assertThat(StudentT.twoSided(1.03, 9)).isGreaterThan(0.05);
    assertThat(claim.figures()).contains("by ranks");
    assertThat(claim.verdict()).isEqualTo(Verdict.REPRODUCES);
  }

  @Test
  void holm_adjusted_isTheTextbooks() {
    assertThat(Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-15));
  }

  /** Twenty claims about nothing: without the adjustment one in twenty would reproduce. */
  @Test
  void together_manyClaimsAboutNothing_areWithinNoise() {
    int alone = 0;
    int adjusted = 0;
    for (int study = 0; study < 20; study++) {
      long seed = 1_000L * study;
      List<Claim> claims =
          IntStream.range(0, 20)
              .mapToObj(
                  i ->
                      Claim.lower(
                          "claim " + i,
                          "x",
                          around(1, 0.1, 8, seed + 2L * i),
                          "y",
                          around(1, 0.1, 8, seed + 2L * i + 1)))
              .toList();
      alone += decided(claims);
      adjusted += decided(new StudyResult(List.of(), claims, Map.of()).claims());
    }
    assertThat(alone).isGreaterThan(8);
    assertThat(adjusted).isLessThanOrEqualTo(3);
  }

  private static int decided(List<Claim> claims) {
    return (int) claims.stream().filter(claim -> claim.verdict() != Verdict.CANNOT_TELL).count();
  }

  @Test
  void together_clearClaims_keepTheirVerdicts() {
    Claim good = Claim.lower("g", "x", around(1, 0.01, 8, 1), "y", around(2, 0.01, 8, 2));
    Claim bad = Claim.lower("b", "x", around(2, 0.01, 8, 3), "y", around(1, 0.01, 8, 4));
    Claim exact = Claim.of("e", true, "exact");
    List<Claim> all = Claim.together(List.of(good, Claim.every("all", List.of(good, bad)), exact));
    assertThat(all)
        .extracting(Claim::verdict)
        .containsExactly(Verdict.REPRODUCES, Verdict.DOES_NOT_REPRODUCE, Verdict.REPRODUCES);
    assertThat(all.get(0).figures()).contains("of all tests");
  }
}
