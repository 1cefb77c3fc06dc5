// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.intel.analytics.bigdl.dllib.optim.SGD;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.Gradient;
import sparkoptim.core.LoopState;
import sparkoptim.core.Oracle;
import sparkoptim.core.Plan;
import sparkoptim.core.RunContext;
import sparkoptim.core.StepSize;
import sparkoptim.core.WholeSpace;
import sparkoptim.engine.ShippedMethod;

/** Beside BigDL's own Plateau, which is told the same losses and scores. */
final class MonitoredPlateauTest {
  private static final int EPOCH = 3;
  private static final int STEPS = 60 * EPOCH;
  private static final RunContext CONTEXT =
      new RunContext(new WholeSpace(1), new Plan(EPOCH, STEPS, 1));

  private static SGD<Double> sgd(SGD.LearningRateSchedule schedule) {
    return new SGD<>(0.3, 0, 0, 0, 0, false, schedule, null, null, Doubles.TAG, Doubles.NUMERIC);
  }

  private static StepSize translated(SGD.LearningRateSchedule schedule) {
    return BigdlMethods.translate(sgd(schedule)).method().stepSize();
  }

  /** Hands a loss to a run, as a rule's evaluation does. */
  private static void evaluate(StepSize.Run run, double loss) {
    Oracle oracle = run.watch((point, gradient) -> loss);
    oracle.evaluate(new double[1], new Gradient(1));
    run.watch((point, gradient) -> -99).evaluate(new double[1], new Gradient(1)); // no first one
  }

  @ParameterizedTest
  @CsvSource({
    "Loss, 0.5, 2, min, 0.01, 0, 0",
    "Loss, 0.5, 0, min, 0.05, 2, 0.02",
    "score, 0.3, 1, max, 0.02, 1, 0",
    "score, 0.9, 3, max, 0, 0, 0.1",
    "score, 0.1, 1, min, 0.1, 0, 1e-3"
  })
  void rates_areBigdls(
      String monitor,
      float factor,
      int patience,
      String mode,
      float epsilon,
      int cooldown,
      float min) {
    SGD.Plateau plateau = new SGD.Plateau(monitor, factor, patience, mode, epsilon, cooldown, min);
    SGD<Double> bigdl =
        sgd(new SGD.Plateau(monitor, factor, patience, mode, epsilon, cooldown, min));
    StepSize schedule = translated(plateau);
    StepSize.Run run = schedule.start(CONTEXT);
    SplittableRandom random = new SplittableRandom(9);
    float loss = Float.POSITIVE_INFINITY;
    float score = 0;
    int rates = 0;
    double last = 0;
    for (int step = 0; step < STEPS; step++) {
      bigdl.state().update("epoch", step / EPOCH + 1);
      bigdl.state().update("neval", step + 1);
      bigdl.state().update("Loss", loss);
      bigdl.state().update("score", score);
      bigdl.updateHyperParameter();
      double rate = run.at(step);
      assertThat(rate).as("step %d", step).isEqualTo(-bigdl.learningRateSchedule().currentRate());
      rates += rate == last ? 0 : 1;
      last = rate;
      loss = (float) random.nextDouble(0.9 / (1 + step), 1);
      evaluate(run, loss);
      // Between any two steps a run may end and go on elsewhere, with a score that came then.
      LoopState state = LoopState.of(run);
      score = (float) random.nextDouble();
      state.setNumber("score", score);
      run = schedule.start(CONTEXT);
      state.restore(run);
    }
    assertThat(rates).as("different rates").isGreaterThan(2);
  }

  @Test
  void text_namesEverySetting() {
    SGD.Plateau plateau = new SGD.Plateau("score", 0.5f, 7, "max", 0.25f, 3, 0.125f);
    assertThat(ShippedMethod.of(BigdlMethods.translate(sgd(plateau)).method()).text())
        .contains("value=0.3", "score", "0.5", "7", "true", "0.25", "3", "0.125");
  }

  @Test
  void otherMonitorsAndSequences_areRefused() {
    assertThatThrownBy(() -> translated(new SGD.Plateau("neval", 0.5f, 7, "max", 0.25f, 3, 0.125f)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must monitor Loss or score, was neval");
    assertThatThrownBy(
            () ->
                translated(
                    new SGD.SequentialSchedule(10)
                        .add(new SGD.Warmup(0.1), 5)
                        .add(new SGD.Plateau("Loss", 0.5f, 7, "min", 0, 0, 0), 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Plateau must be alone here");
  }
}
