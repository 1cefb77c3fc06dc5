// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import java.util.List;
import sparkoptim.study.Claim;
import sparkoptim.study.Sample;

/** The papers' claims about runs at tuned rates that took equally many gradients. */
record NetworkClaims(SearchSpace field) {
  /** Two runs of one method in two forms, whose roundings differ: a twentieth of the loss. */
  private static final double SAME = 0.05;

  List<Claim> all() {
    return List.of(
        lower(
            "Step-Tuned's training loss is below that of SGD with the same decay",
            Candidates.STEP_TUNED,
            Candidates.DECAYED),
        lower(
            "Step-Tuned's training loss is below that of SGD at a constant rate",
            Candidates.STEP_TUNED,
            Candidates.SGD),
        Claim.every(
            "Step-Tuned's training loss is below Adam's and RMSProp's",
            List.of(
                lower("adam", Candidates.STEP_TUNED, Candidates.ADAM),
                lower("rmsprop", Candidates.STEP_TUNED, Candidates.RMSPROP))),
        lower("Alpha-SVRG's training loss is below SGD's", Candidates.SVRG, Candidates.SGD),
        averages("training loss is below", true),
        averages("held-out accuracy is above", false),
        oneMethod(),
        lower(
            "A falling c does at least what a falling rate does: training loss",
            Candidates.SPA_FALLS,
            Candidates.COSINE),
        higher(
            "TASO's held-out accuracy is above that of a constant rate",
            Candidates.TASO,
            Candidates.MOMENTUM),
        higher("TASO's held-out accuracy is above cosine's", Candidates.TASO, Candidates.COSINE),
        Claim.every(
            "TASO's held-out accuracy is above Adam's, RMSProp's and Adagrad's",
            List.of(
                higher("adam", Candidates.TASO, Candidates.ADAM),
                higher("rmsprop", Candidates.TASO, Candidates.RMSPROP),
                higher("adagrad", Candidates.TASO, Candidates.ADAGRAD))));
  }

  private Claim averages(String relation, boolean loss) {
    List<Claim> parts =
        List.of(Candidates.EMA, Candidates.TWO_POINT).stream()
            .map(
                average ->
                    loss
                        ? lower(average, average, Candidates.SGD)
                        : higher(average, average, Candidates.SGD))
            .toList();
    return Claim.every(
        "EMA's and two points' %s the last iterate's, at SGD's constant rate".formatted(relation),
        parts);
  }

  /**
   * Tests that the two forms are one method. In doubles they differ by roundings; a network's
   * floats make more of them.
   */
  private Claim oneMethod() {
    Sample momentum = field.loss(Candidates.MOMENTUM);
    Sample spa = field.loss(Candidates.SPA);
    double apart = 0;
    for (int seed = 0; seed < momentum.size(); seed++) {
      double difference = Math.abs(spa.value(seed) - momentum.value(seed));
      apart = Math.max(apart, difference / momentum.value(seed));
    }
    return Claim.of(
        "SGD with momentum and primal averaging end alike, seed by seed",
        apart <= SAME,
        "spa %s, momentum %s, largest relative difference of training losses %.2g",
        spa,
        momentum,
        apart);
  }

  private Claim lower(String words, String low, String high) {
    return Claim.lower(words, low, field.loss(low), high, field.loss(high));
  }

  private Claim higher(String words, String high, String low) {
    return Claim.higher(words, high, field.accuracy(high), low, field.accuracy(low));
  }
}
