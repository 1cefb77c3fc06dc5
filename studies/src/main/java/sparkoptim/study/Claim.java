// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Comparator;
import java.util.List;

/**
 * A claim and what was measured of it.
 *
 * @param words the claim
 * @param verdict computed from the figures
 * @param figures what was compared, with numbers
 */
public record Claim(String words, Verdict verdict, String figures) {

  /** Returns a claim about numbers that do not scatter, or that was decided elsewhere. */
  public static Claim of(String words, boolean holds, String format, Object... values) {
    return new Claim(words, Verdict.of(holds), Figures.text(format, values));
  }

  /**
   * Returns the claim that one sample is below another. It is within noise if 0 is in the 95 %
   * interval of the mean of the paired differences.
   *
   * @param lower what should be lower, and its name
   */
  public static Claim lower(String words, String lower, Sample low, String higher, Sample high) {
    Sample gap = high.minus(low);
    Verdict verdict =
        Math.abs(gap.mean()) <= gap.margin() ? Verdict.WITHIN_NOISE : Verdict.of(gap.mean() > 0);
    String figures =
        Figures.text(
            "%s %s, %s %s, difference %.2g +- %.2g",
            lower, low, higher, high, gap.mean(), gap.margin());
    return new Claim(words, verdict, figures);
  }

  /**
   * Returns the claim that two ways take the same off a base: that they differ by at most a quarter
   * of what the second takes off. It is within noise where only the 95 % interval allows for that.
   */
  static Claim alike(
      String words, String one, Sample ours, String other, Sample theirs, Sample base) {
    Sample difference = ours.minus(theirs);
    double allowed = base.minus(theirs).mean() / 4;
    double apart = Math.abs(difference.mean());
    Verdict verdict =
        apart > allowed && apart <= allowed + difference.margin()
            ? Verdict.WITHIN_NOISE
            : Verdict.of(apart <= allowed);
    String figures =
        Figures.text(
            "%s %s, %s %s, before %s; difference %.2g +- %.2g",
            one, ours, other, theirs, base, difference.mean(), difference.margin());
    return new Claim(words, verdict, figures);
  }

  /** Returns the claim that several hold together: as good as the worst of them. */
  public static Claim every(String words, List<Claim> parts) {
    Claim worst = parts.stream().max(Comparator.comparing(Claim::verdict)).orElseThrow();
    long good = parts.stream().filter(part -> part.verdict() == Verdict.REPRODUCES).count();
    String figures =
        Figures.text(
            "in %d of %d cases; %s: %s", good, parts.size(), worst.words(), worst.figures());
    return new Claim(words, worst.verdict(), figures);
  }

  /** Returns the claim that one sample is above another; else as {@link #lower}. */
  public static Claim higher(String words, String higher, Sample high, String lower, Sample low) {
    Claim claim = lower(words, lower, low, higher, high);
    String figures =
        Figures.text(
            "%s %s, %s %s, difference %.2g +- %.2g",
            higher, high, lower, low, high.minus(low).mean(), high.minus(low).margin());
    return new Claim(words, claim.verdict(), figures);
  }
}
