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
  private final Digits digits;
  private final List<StudyTraining> trainings = new ArrayList<>();

  /**
   * Trainings of one model.
   *
   * @param number of seeds
   * @param noise part of the training labels that is random
   */
  Seeds(StudySetup setup, Model model, int batchSize, int number, double noise) {
    digits = setup.digits();
    for (int i = 0; i < number; i++) {
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

  /** Runs a method with every setting and every seed. */
  List<Runs> search(
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
