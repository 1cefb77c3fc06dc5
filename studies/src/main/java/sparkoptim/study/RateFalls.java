// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.MethodParts;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Schedule;
import sparkoptim.core.rule.PrimalAveragingSchedules;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.stepsize.Cosine;
import sparkoptim.core.stepsize.MultiStep;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Series;

/** Runs of SGD with momentum in which c, alpha, eta or beta falls, suddenly or gradually. */
final class RateFalls {
  static final double ETA = 1;
  static final double C = 0.1;
  private static final double FALL = 0.1;
  private static final String NONE = "none";
  private static final String SUDDEN_C = "c, suddenly";
  private static final String SUDDEN_ALPHA = "alpha, suddenly";
  private static final String SUDDEN_ETA = "eta, suddenly";
  private static final String SUDDEN_BETA = "beta, suddenly";
  private static final String GRADUAL_C = "c, gradually";

  private final Map<String, Runs> runs = new LinkedHashMap<>();

  RateFalls(Seeds seeds, int epochs) {
    methods(epochs)
        .forEach((name, parts) -> runs.put(name, seeds.run(name, parts.toMethod(), epochs)));
  }

  private static Map<String, MethodParts> methods(int epochs) {
    Schedule sudden = new MultiStep(1, FALL, List.of(Math.max(1, epochs / 2L)), Schedule.Per.EPOCH);
    Schedule gradual = new Cosine(1, FALL * FALL, 0, 1, Schedule.Per.STEP);
    Map<String, MethodParts> methods = new LinkedHashMap<>();
    methods.put(NONE, PrimalAveragingSchedules.lowerAlpha(ETA, C, new Constant(1)));
    methods.put(SUDDEN_C, PrimalAveragingSchedules.lowerAveraging(ETA, C, sudden));
    methods.put(SUDDEN_ALPHA, PrimalAveragingSchedules.lowerAlpha(ETA, C, sudden));
    methods.put(SUDDEN_ETA, PrimalAveragingSchedules.lowerEta(ETA, C, sudden));
    methods.put(SUDDEN_BETA, PrimalAveragingSchedules.lowerMomentum(ETA, C, sudden));
    methods.put(GRADUAL_C, PrimalAveragingSchedules.lowerAveraging(ETA, C, gradual));
    methods.put("alpha, gradually", PrimalAveragingSchedules.lowerAlpha(ETA, C, gradual));
    methods.put("eta, gradually", PrimalAveragingSchedules.lowerEta(ETA, C, gradual));
    methods.put("beta, gradually", PrimalAveragingSchedules.lowerMomentum(ETA, C, gradual));
    return methods;
  }

  /** Returns SGD with momentum at constant settings. */
  OptimMethod withoutFall() {
    return runs.get(NONE).method();
  }

  StudyTable table() {
    var table =
        new StudyTable(
            "What falls to a tenth at half time, or gradually to a hundredth",
            "what falls",
            "training loss",
            "held-out accuracy");
    runs.forEach((name, all) -> table.add(name, all.loss(), all.accuracy()));
    return table;
  }

  List<Claim> claims() {
    return List.of(
        lower(
            "A lower c does at least what a lower alpha does: training loss",
            SUDDEN_C,
            SUDDEN_ALPHA),
        Claim.higher(
            "A lower c does at least what a lower alpha does: held-out accuracy",
            SUDDEN_C,
            runs.get(SUDDEN_C).accuracy(),
            SUDDEN_ALPHA,
            runs.get(SUDDEN_ALPHA).accuracy()),
        lower("A lower c does at least what a lower eta does: training loss", SUDDEN_C, SUDDEN_ETA),
        Claim.higher(
            "A lower beta (the other reading) does more than a lower c: held-out accuracy",
            SUDDEN_BETA,
            runs.get(SUDDEN_BETA).accuracy(),
            SUDDEN_C,
            runs.get(SUDDEN_C).accuracy()),
        lower("Gradual changes of c are better than sudden ones", GRADUAL_C, SUDDEN_C));
  }

  private Claim lower(String words, String low, String high) {
    return Claim.lower(words, low, runs.get(low).loss(), high, runs.get(high).loss());
  }

  Panel panel() {
    List<Series> lines =
        runs.values().stream()
            .map(all -> all.course().from(all.epochs() / 3.0).line(all.name()))
            .toList();
    return new Panel("", "epoch", "training loss", Panel.Scale.AUTO, lines);
  }
}
