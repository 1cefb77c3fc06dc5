// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.ml.Transformer;
import sparkoptim.jobs.evaluate.ExactMean;
import sparkoptim.jobs.report.Coefficient;
import sparkoptim.jobs.window.NightDay;
import sparkoptim.jobs.window.RowPrint;

/** Numbers of a night that gates ask for. */
final class NightFigures {
  private NightFigures() {}

  /** Returns the Euclidean norm of a linear model's coefficients. */
  static Optional<Double> weightNorm(Transformer model) {
    OptionalDouble norm = Coefficient.norm(model);
    return norm.isPresent() ? Optional.of(norm.getAsDouble()) : Optional.empty();
  }

  /**
   * Returns the best constant that the training rows know: the shares of the classes by their
   * codes, or of a regression the mean label alone.
   */
  static List<Double> constants(NightCandidate model, NightData night, String labelColumn) {
    boolean classes =
        model.last() instanceof org.apache.spark.ml.classification.ClassificationModel
            || model.last() instanceof org.apache.spark.ml.classification.OneVsRestModel;
    if (!classes) {
      return List.of(ExactMean.of(night.data().train(), labelColumn));
    }
    Map<Integer, Long> counts = new TreeMap<>();
    List<String> labels = model.pinned().labels().stream().map(RowPrint::text).toList();
    for (NightDay day : night.days()) {
      day.training()
          .labels()
          .forEach((label, count) -> counts.merge(code(label, labels), count, Long::sum));
    }
    counts.remove(-1);
    double all = counts.values().stream().mapToLong(Long::longValue).sum();
    int most = counts.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    List<Double> shares = new ArrayList<>();
    for (int code = 0; code <= most; code++) {
      shares.add(counts.getOrDefault(code, 0L) / all);
    }
    return shares;
  }

  /** Returns the code of a label as the rows have it; -1 for one that is none. */
  private static int code(String label, List<String> labels) {
    if (!labels.isEmpty()) {
      return labels.indexOf(label);
    }
    return label.matches("[0-9]{1,6}") ? Integer.parseInt(label) : -1;
  }
}
