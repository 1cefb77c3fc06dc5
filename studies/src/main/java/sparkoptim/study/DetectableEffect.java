// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

/**
 * What a comparison by Student's t could have found.
 *
 * @param seeds that were compared
 * @param error standard error of the mean difference
 */
record DetectableEffect(int seeds, double error) {
  /** How often the effect would be found. */
  private static final double OFTEN = 0.8;

  /** Returns null where the differences say nothing of it. */
  static DetectableEffect of(Sample differences) {
    double error = differences.spread() / Math.sqrt(differences.size());
    return differences.diverged() > 0 || !(error > 0)
        ? null
        : new DetectableEffect(differences.size(), error);
  }

  /**
   * Returns the smallest effect that would be found four times in five, by a shifted t: {@code
   * (t(level / 2) + t(0.2)) error}.
   *
   * @param level two-sided, of this test
   */
  double smallest(double level) {
    double certain = StudentT.quantile(level, seeds - 1);
    double often = StudentT.quantile(2 * (1 - OFTEN), seeds - 1);
    return (certain + often) * error;
  }

  /** Returns the effect in words. */
  String words(double level) {
    return Figures.text("; %d seeds would find %.2g four times in five", seeds, smallest(level));
  }
}
