// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparkoptim.study.chart.Picture;

/**
 * Large steps on fixed mini-batches, and averages of iterates as learning rate schedules, where
 * noise dominates (softmax, a fifth of the labels random) and where a network interpolates.
 */
final class TrajectoriesStudy implements Study {
  private static final Model LINEAR = new SoftmaxModel();
  private static final Model NETWORK = PerceptronModel.ofLayers(2);
  private static final int BATCH = 32;
  private static final int SEEDS = 8;
  private static final int STEP_EPOCHS = 40;
  private static final int CURVATURE_EPOCHS = 10;
  private static final int EPOCHS = 60;
  private static final int NOISY_EPOCHS = 150;
  private static final double RATE = 0.1;
  private static final double NOISY_RATE = 0.5;
  private static final double NOISE = 0.2;

  @Override
  public String name() {
    return "trajectories";
  }

  @Override
  public String paper() {
    return "Sandler, Zhmoginov, Vladymyrov, Miller 2023, Training trajectories";
  }

  @Override
  public Optional<StudySize> size() {
    return Optional.of(new StudySize(EPOCHS, SEEDS));
  }

  @Override
  public StudyResult run(StudySetup setup) {
    var network = new Seeds(setup, NETWORK, BATCH, setup.seeds(SEEDS), 0);
    var noisy = new Seeds(setup, LINEAR, BATCH, setup.seeds(SEEDS), NOISE);
    BigSteps steps = BigSteps.of(network.training(0), RATE, setup.epochs(STEP_EPOCHS));
    BigSteps curvature = BigSteps.of(noisy.training(0), NOISY_RATE, setup.epochs(CURVATURE_EPOCHS));
    var averages = new AverageRuns(noisy, NOISY_RATE, setup.epochs(NOISY_EPOCHS));
    averages.addSchedules(curvature.curvature());
    var interpolating = new AverageRuns(network, RATE, setup.epochs(EPOCHS));
    List<Claim> claims = new ArrayList<>(steps.claims());
    claims.add(new OneCurvature(setup.seed()).claim());
    claims.addAll(averages.claims());
    claims.add(interpolating.claimNothing());
    Map<String, Picture> pictures = new LinkedHashMap<>();
    pictures.put("trajectories-steps", Pictures.pair(steps.trajectory(), steps.line()));
    pictures.put("trajectories-averages", Pictures.pair(averages.losses(), averages.schedules()));
    return new StudyResult(
        List.of(
            steps.table(),
            averages.table(
                "Averages where noise dominates (softmax, a fifth of the labels random)"),
            interpolating.table(
                "Averages where the network interpolates (" + NETWORK.name() + ")")),
        claims,
        pictures);
  }
}
