// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparkoptim.jobs.Curve;
import sparkoptim.jobs.evaluate.Evaluated;
import sparkoptim.jobs.evaluate.RankingPoint;

/** A run to tell of, whose texts would be tags if they could. */
final class RunReports {
  static final String TAG = "<script>alert('&\"')</script>";

  private RunReports() {}

  static RunReport hostile() {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("version", 2);
    record.put("rows", 1000L);
    record.put("stopReason", TAG);
    record.put("labels", List.of(TAG, 1.0));
    record.put("settings", Map.of("data", Map.of("train", TAG, "n", 5), TAG, "x"));
    record.put("versions", Map.of("java", TAG));
    record.put("environment", Map.of("master", TAG));
    record.put("warnings", List.of("test: " + TAG));
    return new RunReport(
        TAG,
        Instant.ofEpochSecond(1_700_000_000L),
        record,
        Optional.of(
            new Curve(
                List.of(
                    new Curve.Point(0, 0, 0, 0.7, Double.NaN, 0.1, 0),
                    new Curve.Point(1, 0, 1, 0.5, 0.25, 0.1, 1.5),
                    new Curve.Point(2, 1, 2, 0.05, 0.125, 0.2, 2.5)))),
        evaluated(0.5),
        Optional.of(evaluated(0.25)),
        List.of(new Coefficient(TAG, null, -2.5), new Coefficient("age", null, 1)));
  }

  private static Evaluated evaluated(double accuracy) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rows", 10L);
    values.put("accuracy", accuracy);
    values.put("intervals", Map.of("confidence", 0.95, "accuracy", new double[] {0.125, 0.75}));
    values.put(
        "classes",
        List.of(Map.of("class", 0, "support", 10L, "precision", 1.0, "recall", 0.5, "f1", 0.66)));
    values.put("confusion", List.of(List.of(5L, 1L), List.of(2L, 2L)));
    values.put("calibration", List.of(bin(0.05, 0.0), bin(0.95, 1.0)));
    values.put("slices", List.of(Map.of("column", TAG, "value", TAG, "rows", 4L, "accuracy", 0.5)));
    return new Evaluated(
        values,
        Map.of("accuracy", accuracy),
        List.of(new RankingPoint(0, 0.5, 1), new RankingPoint(1, 1, 0.4)),
        List.of());
  }

  private static Map<String, Object> bin(double mean, double observed) {
    return Map.of(
        "from", 0.0, "to", 0.1, "rows", 5L, "meanProbability", mean, "observed", observed);
  }
}
