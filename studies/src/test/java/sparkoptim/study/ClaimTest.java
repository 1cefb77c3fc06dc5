// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ClaimTest {
  private static final Sample LOW = new Sample(1.0, 2.0, 3.0);
  private static final Sample HIGH = new Sample(2.0, 3.1, 3.9);

  @Test
  void lower_clearDifference_isDecidedByItsSign() {
    assertThat(Claim.lower("a", "x", LOW, "y", HIGH).verdict()).isEqualTo(Verdict.REPRODUCES);
    assertThat(Claim.lower("a", "x", HIGH, "y", LOW).verdict())
        .isEqualTo(Verdict.DOES_NOT_REPRODUCE);
  }

  /** The samples overlap far more than their paired differences do. */
  @Test
  void lower_pairedDifferences_decideNotTheSpreads() {
    Sample unpaired = new Sample(3.9, 2.0, 3.1);
    assertThat(Claim.lower("a", "x", LOW, "y", unpaired).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void lower_noDifference_isWithinNoise() {
    assertThat(Claim.lower("a", "x", LOW, "y", LOW).verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  /** One run of three that diverged decides nothing, and is told. */
  @Test
  void lower_oneDiverged_isWithinNoiseAndTold() {
    Sample infinite = new Sample(1, Double.POSITIVE_INFINITY, 2);
    Claim claim = Claim.lower("a", "x", infinite, "y", HIGH);
    assertThat(claim.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(claim.figures()).contains("1 of 3 diverged");
  }

  @Test
  void higher_sameSamples_isTheMirrorOfLower() {
    Claim claim = Claim.higher("a", "y", HIGH, "x", LOW);
    assertThat(claim.verdict()).isEqualTo(Verdict.REPRODUCES);
    assertThat(claim.figures())
        .isEqualTo("y 3.000 (sd 1), x 2.000 (sd 1), difference 1.0 +- 0.25, p = 0.0033");
  }

  @Test
  void alike_differences_areHeldAgainstTheGain() {
    Sample base = new Sample(10.0, 10.1, 9.9);
    Sample theirs = new Sample(6.0, 6.1, 5.9); // takes 4 off, so that 1 is allowed
    assertThat(alike(new Sample(6.9, 7.0, 6.8), theirs, base)).isEqualTo(Verdict.REPRODUCES);
    assertThat(alike(new Sample(8.0, 8.1, 7.9), theirs, base))
        .isEqualTo(Verdict.DOES_NOT_REPRODUCE);
    assertThat(alike(new Sample(6.5, 7.6, 7.4), theirs, base)).isEqualTo(Verdict.CANNOT_TELL);
  }

  private static Verdict alike(Sample ours, Sample theirs, Sample base) {
    return Claim.alike("a", "x", ours, "y", theirs, base).verdict();
  }

  @Test
  void every_parts_isAsGoodAsTheWorst() {
    Claim good = Claim.of("good", true, "1");
    Claim noise = Claim.lower("noise", "x", LOW, "y", LOW);
    Claim bad = Claim.of("bad", false, "2");
    assertThat(Claim.every("a", List.of(good, good)).verdict()).isEqualTo(Verdict.REPRODUCES);
    assertThat(Claim.every("a", List.of(good, noise)).verdict()).isEqualTo(Verdict.CANNOT_TELL);
    Claim all = Claim.every("a", List.of(noise, bad, good));
    assertThat(all.verdict()).isEqualTo(Verdict.DOES_NOT_REPRODUCE);
    assertThat(all.figures()).isEqualTo("in 1 of 3 cases; bad: 2");
  }

  @Test
  void of_aTruth_saysSo() {
    Claim claim = Claim.of("a", false, "%.1f of %d", 0.5, 3);
    assertThat(claim.verdict()).hasToString("does not reproduce");
    assertThat(claim.figures()).isEqualTo("0.5 of 3");
  }
}
