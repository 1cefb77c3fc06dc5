// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.List;
import sparkoptim.core.OptimMethod;

/**
 * One method's runs, one per seed.
 *
 * @param name of the method and its setting
 * @param setting the number that a search varies, such as a learning rate
 */
record Runs(
    String name,
    double setting,
    OptimMethod method,
    int epochs,
    Seeds seeds,
    List<Trained> trained) {

  /** Returns the name and setting. */
  String label() {
    return Double.isNaN(setting) ? name : name + " " + Figures.text("%s", setting);
  }

  /** Returns the loss over all training rows in the end. */
  Sample loss() {
    return Sample.over(trained.size(), seed -> trained.get(seed).loss());
  }

  /** Returns the part of the held-out rows that is classified rightly. */
  Sample accuracy() {
    return Sample.over(trained.size(), seed -> trained.get(seed).accuracy());
  }

  /** Returns the number of gradients of every row that a run took. */
  double passes() {
    return epochs * seeds.training(0).passesPerEpoch(method);
  }

  /** Returns the training loss by gradients of every row, else as {@link #course}. */
  Course courseOverPasses() {
    Course passes = new Course();
    Course epochs = course();
    for (int i = 0; i < epochs.size(); i++) {
      passes.add(epochs.place(i) * seeds.training(0).passesPerEpoch(method), epochs.value(i));
    }
    return passes;
  }

  /** Returns the training loss, epoch by epoch, mean over the seeds; as far as all of them came. */
  Course course() {
    return Course.mean(trained.stream().map(Trained::course).toList());
  }
}
