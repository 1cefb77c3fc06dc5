// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import sparkoptim.study.Course;

/**
 * A run with one seed.
 *
 * @param loss over all training rows in the end; infinite where the run diverged
 * @param accuracy over the held-out rows in the end; 0 where the run diverged
 * @param passes gradients of every row that were taken, counted
 * @param losses loss of part of the training rows over passes
 * @param accuracies held-out accuracy over passes
 */
record NetworkRun(double loss, double accuracy, double passes, Course losses, Course accuracies) {

  /** Returns what {@link #of} reads. */
  Map<String, double[]> numbers() {
    Map<String, double[]> numbers = new LinkedHashMap<>();
    numbers.put("end", new double[] {loss, accuracy, passes});
    put(numbers, "losses", losses);
    put(numbers, "accuracies", accuracies);
    return numbers;
  }

  /** Returns a run of its numbers. */
  static NetworkRun of(Map<String, double[]> numbers) {
    double[] end = numbers.get("end");
    return new NetworkRun(
        end[0], end[1], end[2], course(numbers, "losses"), course(numbers, "accuracies"));
  }

  private static void put(Map<String, double[]> numbers, String name, Course course) {
    numbers.put(
        name + " at", IntStream.range(0, course.size()).mapToDouble(course::place).toArray());
    numbers.put(name, IntStream.range(0, course.size()).mapToDouble(course::value).toArray());
  }

  private static Course course(Map<String, double[]> numbers, String name) {
    Course course = new Course();
    double[] places = numbers.get(name + " at");
    double[] values = numbers.get(name);
    for (int i = 0; i < places.length; i++) {
      course.add(places[i], values[i]);
    }
    return course;
  }
}
