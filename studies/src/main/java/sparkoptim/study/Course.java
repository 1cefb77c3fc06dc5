// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Arrays;
import java.util.List;
import sparkoptim.study.chart.Series;

/** Points of a line in the order in which they came. */
public final class Course {
  private double[] places = new double[16];
  private double[] values = new double[16];
  private int count;

  /** Adds a point. */
  public void add(double place, double value) {
    if (count == places.length) {
      places = Arrays.copyOf(places, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    places[count] = place;
    values[count++] = value;
  }

  /** Returns the number of points. */
  public int size() {
    return count;
  }

  /** Returns the place of a point. */
  public double place(int i) {
    return places[i];
  }

  /** Returns the value of a point. */
  public double value(int i) {
    return values[i];
  }

  /** Returns the last value. */
  public double last() {
    return values[count - 1];
  }

  /** Returns the points from a place on. */
  public Course from(double place) {
    Course rest = new Course();
    for (int i = 0; i < count; i++) {
      if (places[i] >= place) {
        rest.add(places[i], values[i]);
      }
    }
    return rest;
  }

  /** Returns the mean of courses with the same places, as far as all of them came. */
  public static Course mean(List<Course> courses) {
    Course mean = new Course();
    int points = courses.stream().mapToInt(Course::size).min().orElse(0);
    for (int i = 0; i < points; i++) {
      int point = i;
      double value =
          courses.stream().mapToDouble(course -> course.value(point)).average().orElseThrow();
      mean.add(courses.get(0).place(i), value);
    }
    return mean;
  }

  /** Returns a line for a picture. */
  public Series line(String name) {
    return new Series(name, Arrays.copyOf(places, count), Arrays.copyOf(values, count));
  }

  /** Returns points without a line for a picture. */
  Series points(String name) {
    Series line = line(name);
    return new Series(name, line.x(), line.y(), Series.Style.POINTS);
  }
}
