// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import sparkoptim.jobs.compare.ComparisonSettings;
import sparkoptim.jobs.compare.Gate;
import sparkoptim.jobs.compare.GateDecision;
import sparkoptim.jobs.compare.GateText;
import sparkoptim.jobs.compare.PairedComparison;
import sparkoptim.jobs.evaluate.HoldoutModel;
import sparkoptim.jobs.evaluate.HoldoutScores;
import sparkoptim.jobs.registry.Version;
import sparkoptim.jobs.window.NightDay;
import sparkoptim.jobs.window.NightRows;

/**
 * The comparison of a night's candidate with the model that serves, and with the anchor, on the
 * rows that are held out.
 *
 * @param serving the model that serves, where one does
 * @param models loads the model of a version
 * @param warnings gets a sentence for what is left out
 */
record NightComparison(
    RetrainSettings settings,
    NightData night,
    NightCandidate candidate,
    Optional<NightCandidate> serving,
    Function<Version, NightCandidate> models,
    List<String> warnings) {

  /**
   * Decides by the gates of the settings.
   *
   * @param incumbent the version that serves
   * @param anchor the version that nights in a row may not slide away from
   */
  GateDecision decision(Optional<Version> incumbent, Optional<Version> anchor) throws IOException {
    List<HoldoutModel> compared = new ArrayList<>(List.of(candidate.holdoutModel()));
    serving.ifPresent(model -> compared.add(model.holdoutModel()));
    int anchorPlace = PairedComparison.NONE;
    if (anchor.isPresent() && serving.isPresent()) {
      if (anchor.get().name().equals(incumbent.orElseThrow().name())) {
        anchorPlace = 1;
      } else {
        NightCandidate old = models.apply(anchor.get());
        if (old.sharesLabels(candidate)) {
          anchorPlace = compared.size();
          compared.add(old.holdoutModel());
        } else {
          warnings.add("anchor " + anchor.get() + " has other labels, and is left out");
        }
      }
    }
    HoldoutScores rows = scored(compared);
    if (rows.leftOut() > 0) {
      warnings.add(
          Text.of("%,d rows of the hold-out cannot be compared and are left out", rows.leftOut()));
    }
    ComparisonSettings how = how();
    int least = settings.window().holdout().rowsMin();
    if (serving.isPresent() && rows.size() < least) {
      return GateDecision.undecided(
          Text.of(
              "%,d rows are held out, and fewer than %,d decide nothing"
                  + " (validate.holdout.rows.min)",
              rows.size(), least));
    }
    int other = serving.isPresent() ? 1 : PairedComparison.NONE;
    Gate byDefault = GateText.parse(rows.usualGate());
    try {
      return GateDecision.of(
          settings.promote().when().orElse(List.of(byDefault)),
          settings.promote().guards(),
          new PairedComparison(rows, 0, other, how),
          settings.promote().anchorWhen().orElse(List.of(byDefault)),
          anchorPlace == PairedComparison.NONE
              ? Optional.empty()
              : Optional.of(new PairedComparison(rows, 0, anchorPlace, how)));
    } catch (IllegalArgumentException e) { // a gate that these models have no figure for
      throw new JobException("promote: " + e.getMessage(), e);
    }
  }

  private HoldoutScores scored(List<HoldoutModel> models) {
    Dataset<Row> rows = night.heldOut();
    RetrainSettings.ValidateSettings how = settings.validate();
    long count =
        night.days().stream().filter(NightDay::inHoldout).mapToLong(d -> d.heldOut().rows()).sum();
    Column key = functions.col(NightRows.KEY);
    if (count > how.rowsMax()) {
      double share = how.rowsMax() / (double) count;
      rows = rows.where(functions.hash(key).divide(0x1p32).plus(0.5).lt(share));
      warnings.add(
          Text.of(
              "of %,d rows that are held out some %,d are compared (validate.rowsMax)",
              count, how.rowsMax()));
    }
    return HoldoutScores.of(rows, models, key, how.slices(), how.weighted());
  }

  private ComparisonSettings how() {
    RetrainSettings.ValidateSettings how = settings.validate();
    List<Double> norms = new ArrayList<>();
    NightFigures.weightNorm(candidate.last()).ifPresent(norms::add);
    serving.flatMap(model -> NightFigures.weightNorm(model.last())).ifPresent(norms::add);
    return new ComparisonSettings(
        how.confidence(),
        how.replicates(),
        how.seed(),
        how.sliceRows(),
        NightFigures.constants(candidate, night, settings.training().data().labelColumn()),
        norms);
  }
}
