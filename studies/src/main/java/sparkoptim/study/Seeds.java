// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import sparkoptim.core.MethodText;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.PlainText;
import sparkoptim.core.StepSize;
import sparkoptim.core.data.CounterRandom;

/**
 * The same training with several seeds: of the starting point, of the order of the rows and of the
 * random labels.
 */
final class Seeds {
  /** Seeds that choose settings; with 2 a lucky start chooses too often. */
  private static final int TUNING = 3;

  private static final int FIRST_TUNING = 1_000;

  private final Digits digits;
  private final FinishedRuns finished;
  private final List<String> names = new ArrayList<>();
  private final List<StudyTraining> trainings = new ArrayList<>();
  private final Seeds tuning;

  /**
   * Trainings of one model.
   *
   * @param number of seeds
   * @param noise part of the training labels that is random
   */
  Seeds(StudySetup setup, Model model, int batchSize, int number, double noise) {
    this(setup, model, batchSize, 0, number, noise);
  }

  private Seeds(StudySetup setup, Model model, int batchSize, int first, int number, double noise) {
    digits = setup.digits();
    finished = setup.finished();
    String rows = setup.rows();
    int tuned = Math.min(number, TUNING);
    tuning = first > 0 ? null : new Seeds(setup, model, batchSize, FIRST_TUNING, tuned, noise);
    for (int i = first; i < first + number; i++) {
      long seed = CounterRandom.key(setup.seed(), i);
      LabelledImages images =
          noise == 0 ? digits.train() : digits.train().withRandomLabels(noise, seed);
      trainings.add(new StudyTraining(model, images, batchSize, seed, setup.deadline()));
      names.add(
          PlainText.of(
              "rows %s, noise %s, %s, batch %d, seed %d of %d",
              rows, noise, model.name(), batchSize, i, setup.seed()));
    }
  }

  int number() {
    return trainings.size();
  }

  StudyTraining training(int seed) {
    return trainings.get(seed);
  }

  /** Runs a method with every seed. */
  Runs run(String name, OptimMethod method, int epochs) {
    return run(name, Double.NaN, method, epochs);
  }

  /** Returns all settings of a method; a schedule by its values has no text. */
  static String words(OptimMethod method) {
    StepSize stepSize = method.stepSize();
    return String.join(
        " + ",
        MethodText.print(method.estimator()),
        MethodText.print(method.rule()),
        stepSize instanceof ListedSchedule ? stepSize.toString() : MethodText.print(stepSize),
        MethodText.print(method.average()));
  }

  /** Returns the seeds that choose settings, which are none of these. */
  Seeds tuning() {
    return tuning;
  }

  /** Runs a method with every setting and every seed, and with the seeds that choose settings. */
  Search search(String name, double[] settings, DoubleFunction<OptimMethod> method, int epochs) {
    return new Search(
        tuning.all(name, settings, method, epochs), all(name, settings, method, epochs));
  }

  /** Runs a method with every seed at the setting that the seeds which choose find best. */
  Runs chosen(String name, double[] settings, DoubleFunction<OptimMethod> method, int epochs) {
    List<Runs> tried = tuning.all(name, settings, method, epochs);
    double setting = new Search(tried, tried).lowestLoss().setting();
    return run(name, setting, method.apply(setting), epochs);
  }

  private List<Runs> all(
      String name, double[] settings, DoubleFunction<OptimMethod> method, int epochs) {
    List<Runs> all = new ArrayList<>();
    for (double setting : settings) {
      all.add(run(name, setting, method.apply(setting), epochs));
    }
    return all;
  }

  private Runs run(String name, double setting, OptimMethod method, int epochs) {
    List<Trained> trained = new ArrayList<>();
    for (int seed = 0; seed < number(); seed++) {
      StudyTraining training = trainings.get(seed);
      Map<String, double[]> numbers =
          finished(
              seed,
              words(method) + ", epochs " + epochs,
              () -> training.train(method, epochs, digits.heldOut()).numbers());
      trained.add(Trained.of(numbers));
    }
    return new Runs(name, setting, method, epochs, this, trained);
  }

  /**
   * Returns the numbers of a run with a seed, which is made unless it is finished.
   *
   * @param run all that decides the numbers beside rows, model, batch and seed
   */
  Map<String, double[]> finished(int seed, String run, Supplier<Map<String, double[]>> make) {
    return finished.get(names.get(seed) + ": " + run, make);
  }
}
