// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A claim and what was measured of it.
 *
 * @param words the claim
 * @param verdict computed from the figures
 * @param figures what was compared, with numbers
 * @param p probability of the test that the verdict rests on; NaN where there was none
 * @param power what the test could have found; null where that is not known
 * @param parts claims that have to hold together; empty for a claim of one
 */
public record Claim(
    String words,
    Verdict verdict,
    String figures,
    double p,
    DetectableEffect power,
    List<Claim> parts) {
  private static final double LEVEL = 0.05;

  public Claim {
    parts = List.copyOf(parts);
  }

  private static Claim tested(
      String words, Verdict verdict, String figures, double p, DetectableEffect power) {
    Verdict told = p <= LEVEL ? verdict : Verdict.CANNOT_TELL;
    return new Claim(words, told, figures, p, power, List.of());
  }

  /** Returns a claim about numbers that do not scatter, or that was decided elsewhere. */
  public static Claim of(String words, boolean holds, String format, Object... values) {
    String figures = Figures.text(format, values);
    return new Claim(words, Verdict.of(holds), figures, Double.NaN, null, List.of());
  }

  /**
   * Returns the claim that one sample is below another, by a {@link PairedTest} at 5 %. Runs that
   * diverged are infinitely far above, and their number is told. A method that diverged with most
   * seeds, and with more than the other, is not below it, whatever the test.
   *
   * @param lower what should be lower, and its name
   */
  public static Claim lower(String words, String lower, Sample low, String higher, Sample high) {
    return compared(words, low, high, Figures.text("%s %s, %s %s", lower, low, higher, high));
  }

  /** Returns the claim that one sample is above another; else as {@link #lower}. */
  public static Claim higher(String words, String higher, Sample high, String lower, Sample low) {
    String figures = Figures.text("%s %s, %s %s", higher, high, lower, low);
    return compared(words, high.negated(), low.negated(), figures);
  }

  /** The first should be lower. */
  private static Claim compared(String words, Sample low, Sample high, String samples) {
    Sample gap = high.minus(low);
    PairedTest test = PairedTest.of(gap.all());
    String figures =
        Figures.text(
            "%s, difference %.2g +- %.2g, p = %.2g%s",
            samples, gap.mean(), gap.margin(), test.p(), test.ranks() ? " by ranks" : "");
    if (low.diverged() > high.diverged() && 2 * low.diverged() > low.size()) {
      return new Claim(words, Verdict.DOES_NOT_REPRODUCE, figures, Double.NaN, null, List.of());
    }
    return tested(
        words,
        Verdict.of(test.sign() > 0),
        figures,
        test.p(),
        test.ranks() ? null : DetectableEffect.of(gap));
  }

  /**
   * Returns the claim that two ways take the same off a base: that they differ by less than a
   * quarter of what the second takes off. It reproduces where two one-sided tests at 5 % put the
   * difference inside of both limits (Schuirmann 1987), and does not where one puts it outside.
   */
  static Claim alike(
      String words, String one, Sample ours, String other, Sample theirs, Sample base) {
    Sample difference = ours.minus(theirs);
    Sample allowed = base.minus(theirs).times(0.25);
    Sample above = allowed.minus(difference);
    Sample below = allowed.minus(difference.negated());
    double inside = Math.max(above.pAtMostZero(), below.pAtMostZero());
    double outside =
        Math.min(above.negated().pAtMostZero(), below.negated().pAtMostZero()) * 2; // either side
    String figures =
        Figures.text(
            "%s %s, %s %s, before %s; difference %.2g +- %.2g within %.2g: p = %.2g",
            one,
            ours,
            other,
            theirs,
            base,
            difference.mean(),
            difference.margin(),
            allowed.mean(),
            inside);
    return inside <= LEVEL
        ? tested(words, Verdict.REPRODUCES, figures, inside, DetectableEffect.of(difference))
        : tested(
            words,
            Verdict.DOES_NOT_REPRODUCE,
            figures,
            Math.min(1, outside),
            DetectableEffect.of(difference));
  }

  /** Returns the claim that several hold together: as good as the worst of them. */
  public static Claim every(String words, List<Claim> parts) {
    Claim worst = parts.stream().max(Comparator.comparing(Claim::verdict)).orElseThrow();
    long good = parts.stream().filter(part -> part.verdict() == Verdict.REPRODUCES).count();
    String figures =
        Figures.text(
            "in %d of %d cases; %s: %s", good, parts.size(), worst.words(), worst.figures());
    return new Claim(words, worst.verdict(), figures, Double.NaN, null, parts);
  }

  /**
   * Returns the claims of one study at 5 % for all of their tests together: a verdict whose {@link
   * Holm adjusted} probability is above that cannot be told at this size, and names the effect that
   * the strictest of the tests would find.
   */
  static List<Claim> together(List<Claim> claims) {
    List<Claim> tests = new ArrayList<>();
    claims.forEach(claim -> claim.collect(tests));
    double[] adjusted = Holm.adjusted(tests.stream().mapToDouble(Claim::p).toArray());
    int[] next = new int[1];
    return claims.stream().map(claim -> claim.adjusted(adjusted, next)).toList();
  }

  private void collect(List<Claim> tests) {
    if (!Double.isNaN(p)) {
      tests.add(this);
    }
    parts.forEach(part -> part.collect(tests));
  }

  private Claim adjusted(double[] probabilities, int[] next) {
    if (!parts.isEmpty()) {
      return every(words, parts.stream().map(part -> part.adjusted(probabilities, next)).toList());
    }
    if (Double.isNaN(p)) {
      return this;
    }
    double all = probabilities[next[0]++];
    String text = figures + Figures.text(", of all tests %.2g", all);
    Verdict told = all <= LEVEL ? verdict : Verdict.CANNOT_TELL;
    if (told == Verdict.CANNOT_TELL && power != null) {
      text += power.words(LEVEL / probabilities.length);
    }
    return new Claim(words, told, text, p, power, parts);
  }
}
