// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import sparkoptim.core.OptimMethod;
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
    int tuned = Math.min(number, TUNING);
    tuning = first > 0 ? null : new Seeds(setup, model, batchSize, FIRST_TUNING, tuned, noise);
    for (int i = first; i < first + number; i++) {
      long seed = CounterRandom.key(setup.seed(), i);
      LabelledImages rows =
          noise == 0 ? digits.train() : digits.train().withRandomLabels(noise, seed);
      trainings.add(new StudyTraining(model, rows, batchSize, seed));
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

  /** Returns the seeds that choose settings, which are none of these. */
  Seeds tuning() {
    return tuning;
  }

  /** Runs a method with every setting and every seed, and with the seeds that choose settings. */
  Search search(String name, double[] settings, DoubleFunction<OptimMethod> method, int epochs) {
    return new Search(
        tuning.all(name, settings, method, epochs), all(name, settings, method, epochs));
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
    List<Trained> trained =
        trainings.stream().map(training -> training.train(method, epochs)).toList();
    return new Runs(name, setting, method, epochs, this, trained);
  }

  double accuracy(int seed, Trained run) {
    return trainings.get(seed).accuracy(run, digits.heldOut());
  }
}
