// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The course of a training run, thinned to what a file and a picture can use. */
public record Curve(List<Point> points) {
  private static final int MAX_POINTS = 2000;

  /** One line of the training log; NaN where a number was not computed. */
  public record Point(
      long step,
      long epoch,
      double passes,
      double objective,
      double gradientNorm,
      double stepSize,
      double seconds) {

    static Point of(Row row) {
      return new Point(
          row.<Long>getAs("step"),
          row.<Long>getAs("epoch"),
          row.<Double>getAs("passes"),
          row.<Double>getAs("objective"),
          row.<Double>getAs("gradientNorm"),
          row.<Double>getAs("stepSize"),
          row.<Double>getAs("seconds"));
    }

    Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("step", step);
      values.put("epoch", epoch);
      values.put("passes", passes);
      values.put("objective", objective);
      values.put("gradientNorm", gradientNorm);
      values.put("stepSize", stepSize);
      values.put("seconds", seconds);
      return values;
    }
  }

  /**
   * Returns the points in order of steps: at most 2,000, evenly spaced, with the first and the
   * last.
   */
  static Curve of(Dataset<Row> log) {
    List<Point> all = log.orderBy("step").collectAsList().stream().map(Point::of).toList();
    if (all.size() <= MAX_POINTS) {
      return new Curve(all);
    }
    List<Point> thinned = new ArrayList<>();
    for (int i = 0; i < MAX_POINTS; i++) {
      thinned.add(all.get((int) ((long) i * (all.size() - 1) / (MAX_POINTS - 1))));
    }
    return new Curve(thinned);
  }

  List<Map<String, Object>> values() {
    return points.stream().map(Point::values).toList();
  }
}
