// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import java.util.List;
import sparkoptim.study.Figures;

/** The methods of the five papers and what they are compared with. */
final class Candidates {
  static final String SGD = "sgd";
  static final String DECAYED = "sgd, decaying";
  static final String MOMENTUM = "sgd, momentum";
  static final String COSINE = "momentum, cosine";
  static final String TASO = "momentum, taso";
  static final String SPA = "spa";
  static final String SPA_FALLS = "spa, c falls";
  static final String STEP_TUNED = "step-tuned";
  static final String SVRG = "alpha-svrg";
  static final String EMA = "sgd, ema";
  static final String TWO_POINT = "sgd, two points";
  static final String ADAM = "adam";
  static final String RMSPROP = "rmsprop";
  static final String ADAGRAD = "adagrad";

  private Candidates() {}

  /**
   * Returns all candidates. The average of {@link #EMA} reaches about an epoch back, as that of
   * {@link #TWO_POINT}.
   */
  static List<Candidate> all(long stepsPerEpoch) {
    Candidate sgd = Candidate.of(SGD, Cost.ONE, "sgd + constant(%s)", 0.1, 0.03, 0.1, 0.3, 1.0);
    Candidate momentum =
        Candidate.of(
            MOMENTUM, Cost.ONE, "sgd(momentum=0.9) + constant(%s)", 0.01, 0.003, 0.01, 0.03, 0.1);
    Candidate cosine =
        Candidate.of(
            COSINE, Cost.ONE, "sgd(momentum=0.9) + cosine(%s, 0)", 0.1, 0.01, 0.03, 0.1, 0.3);
    String averaged = Figures.text("sgd + constant(%%s) + ema(%s, true)", 1 - 1.0 / stepsPerEpoch);
    return List.of(
        sgd,
        Candidate.following(sgd, 1, EMA, averaged),
        Candidate.following(sgd, 1, TWO_POINT, "sgd + constant(%s) + two-point"),
        Candidate.of(
            SVRG,
            Cost.SVRG,
            "alpha-svrg(alpha=linear(0.5, 0)) + sgd + constant(%s)",
            0.1,
            0.03,
            0.1,
            0.3,
            1.0),
        Candidate.of(DECAYED, Cost.ONE, "sgd + power(%s, 0.501)", 0.1, 0.5, 1.0, 2.0, 4.0),
        Candidate.of(
            STEP_TUNED, Cost.TWO, "step-tuned + power(%s, 0.501)", 0.1, 0.5, 1.0, 2.0, 4.0),
        momentum,
        Candidate.following(momentum, 10, SPA, "spa + constant(%s)"),
        cosine,
        Candidate.following(
            cosine, 10, SPA_FALLS, "spa(averaging=cosine(0.1, 0.0001)) + constant(%s)"),
        Candidate.of(TASO, Cost.ONE, "sgd(momentum=0.9) + taso(%s)", 0.1, 0.01, 0.03, 0.1, 0.3),
        Candidate.of(ADAM, Cost.ONE, "adam + constant(%s)", 0.001, 0.0003, 0.001, 0.003, 0.01),
        Candidate.of(RMSPROP, Cost.ONE, "rmsprop + constant(%s)", 0.01, 0.0003, 0.001, 0.003, 0.01),
        Candidate.of(ADAGRAD, Cost.ONE, "adagrad + constant(%s)", 0.01, 0.003, 0.01, 0.03, 0.1));
  }
}
