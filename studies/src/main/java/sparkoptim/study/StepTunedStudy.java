// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparkoptim.study.chart.Picture;

/**
 * Step-Tuned SGD against SGD with the same decay {@code alpha / (k+1)^0.501} at equal gradient
 * evaluations, and against adaptive rules.
 */
final class StepTunedStudy implements Study {
  private static final List<Model> MODELS =
      List.of(PerceptronModel.ofLayers(2), PerceptronModel.ofLayers(4));
  private static final int BATCH = 64;
  private static final int SEEDS = 5;
  private static final int PASSES = 40;
  private static final double FOLLOWED = 0.5;

  @Override
  public String name() {
    return "step-tuned";
  }

  @Override
  public String paper() {
    return "Castera, Bolte, Fevotte, Pauwels 2021, Second-order step-size tuning of SGD";
  }

  @Override
  public Optional<StudySize> size() {
    return Optional.of(new StudySize(PASSES, SEEDS));
  }

  @Override
  public StudyResult run(StudySetup setup) {
    List<StepTunedRuns> runs = new ArrayList<>();
    List<GammaCourse> gammas = new ArrayList<>();
    for (Model model : MODELS) {
      var seeds = new Seeds(setup, model, BATCH, setup.seeds(SEEDS), 0);
      int pairs = setup.epochs(PASSES / 2);
      runs.add(new StepTunedRuns(model.name(), seeds, pairs));
      gammas.add(GammaCourse.of(model.name(), seeds.training(0), FOLLOWED, pairs));
    }
    List<StudyTable> tables = new ArrayList<>();
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < MODELS.size(); i++) {
      tables.add(runs.get(i).byAlpha());
      tables.add(runs.get(i).atBest());
      claims.addAll(runs.get(i).claims());
      claims.add(gammas.get(i).claim());
    }
    Map<String, Picture> pictures = new LinkedHashMap<>();
    pictures.put("step-tuned-loss", Pictures.pair(runs.get(0).panel(), runs.get(1).panel()));
    pictures.put("step-tuned-gamma", Pictures.pair(gammas.get(0).panel(), gammas.get(1).panel()));
    return new StudyResult(tables, claims, pictures);
  }
}
