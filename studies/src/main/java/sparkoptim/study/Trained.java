// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The end of a run.
 *
 * @param loss over all training rows; infinite after divergence
 * @param accuracy part of the held-out rows that is classified rightly; minus infinity after
 *     divergence
 * @param course of that loss, epoch by epoch
 */
record Trained(double loss, double accuracy, Course course) {
  /** Returns the run as numbers. */
  Map<String, double[]> numbers() {
    double[] places = new double[course.size()];
    double[] values = new double[course.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = course.place(i);
      values[i] = course.value(i);
    }
    Map<String, double[]> numbers = new LinkedHashMap<>();
    numbers.put("loss", new double[] {loss});
    numbers.put("accuracy", new double[] {accuracy});
    numbers.put("epochs", places);
    numbers.put("losses", values);
    return numbers;
  }

  /** Returns the run that {@link #numbers} came of. */
  static Trained of(Map<String, double[]> numbers) {
    Course course = new Course();
    for (int i = 0; i < numbers.get("epochs").length; i++) {
      course.add(numbers.get("epochs")[i], numbers.get("losses")[i]);
    }
    return new Trained(numbers.get("loss")[0], numbers.get("accuracy")[0], course);
  }
}
