// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparkoptim.study.chart.Picture;

/**
 * Momentum as primal averaging: that it is the same method, what follows if "the learning rate
 * falls" means c, alpha or eta, where the momentum points, and a value that never rises.
 */
final class SpaStudy implements Study {
  private static final Model NETWORK = PerceptronModel.ofLayers(2);
  private static final Model LINEAR = new SoftmaxModel();
  private static final int BATCH = 64;
  private static final int SEEDS = 8;
  private static final int EPOCHS = 30;
  private static final int FORM_EPOCHS = 10;
  private static final int FULL_STEPS = 300;
  private static final double NOISE = 0.2;

  @Override
  public String name() {
    return "spa";
  }

  @Override
  public String paper() {
    return "Defazio 2020, Momentum via Primal Averaging";
  }

  @Override
  public Optional<StudySize> size() {
    return Optional.of(new StudySize(EPOCHS, SEEDS));
  }

  @Override
  public StudyResult run(StudySetup setup) {
    LabelledImages rows = setup.digits().train();
    int epochs = setup.epochs(EPOCHS);
    var seeds = new Seeds(setup, NETWORK, BATCH, setup.seeds(SEEDS), NOISE);
    var linear = new StudyTraining(LINEAR, rows, BATCH, setup.seed());
    var full = new StudyTraining(LINEAR, rows, 0, setup.seed());
    var falls = new RateFalls(seeds, epochs);
    var directions = MomentumDirection.of(seeds, falls.withoutFall(), epochs);
    var value = LyapunovRun.of(full, SoftmaxModel.smoothness(rows), setup.epochs(FULL_STEPS));
    List<Claim> claims = new ArrayList<>();
    claims.add(
        new MomentumForms(linear, setup.epochs(FORM_EPOCHS), RateFalls.ETA, RateFalls.C).claim());
    claims.addAll(falls.claims());
    claims.add(directions.claim());
    claims.add(value.claim());
    Map<String, Picture> pictures = new LinkedHashMap<>();
    pictures.put("spa-falls", Pictures.pair(falls.panel(), directions.panel()));
    pictures.put("spa-lyapunov", Pictures.one(value.panel()));
    return new StudyResult(List.of(falls.table(), directions.table()), claims, pictures);
  }
}
