// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import sparkoptim.jobs.evaluate.Evaluated;

/** What the page says of the figures: tables, and pictures of ranking and calibration. */
final class FiguresSection {
  private static final int MOST_CLASSES = 30;

  private FiguresSection() {}

  static void add(Markup page, RunReport run) {
    page.heading("Figures");
    figures(page, run);
    Evaluated shown = run.test().orElse(run.train());
    String rows = run.test().isPresent() ? "test rows" : "training rows";
    pictures(page, shown, rows);
    classes(page, shown, rows);
    slices(page, shown, rows);
  }

  private static void figures(Markup page, RunReport run) {
    List<String> head = new ArrayList<>(List.of("", "training"));
    run.test().ifPresent(test -> head.add("test"));
    head.add(interval(run));
    var lines = new ArrayList<List<Object>>();
    lines.add(line("rows", run.train().rows(), run.test().map(Evaluated::rows).orElse(null), ""));
    Evaluated shown = run.test().orElse(run.train());
    Map<String, Object> intervals = RunReport.map(shown.values().get("intervals"));
    run.train()
        .figures()
        .forEach(
            (name, value) ->
                lines.add(
                    line(
                        name,
                        value,
                        run.test().map(test -> test.figures().get(name)).orElse(null),
                        ends(intervals.get(name)))));
    if (run.test().isEmpty()) {
      lines.replaceAll(line -> Arrays.asList(line.get(0), line.get(1), line.get(3)));
    }
    page.table(head, lines);
  }

  static List<Object> line(Object... cells) {
    return Arrays.asList(cells);
  }

  private static String interval(RunReport run) {
    Object confidence =
        RunReport.map(run.test().orElse(run.train()).values().get("intervals")).get("confidence");
    return confidence instanceof Double share ? Markup.text(100 * share) + " % interval" : "";
  }

  private static String ends(Object interval) {
    return interval instanceof double[] ends
        ? Markup.text(ends[0]) + " to " + Markup.text(ends[1])
        : "";
  }

  private static void pictures(Markup page, Evaluated shown, String rows) {
    List<double[]> roc = new ArrayList<>(List.of(new double[] {0, 0}));
    List<double[]> precision = new ArrayList<>();
    shown
        .ranking()
        .forEach(
            point -> {
              roc.add(new double[] {point.falsePositiveRate(), point.truePositiveRate()});
              precision.add(new double[] {point.truePositiveRate(), point.precision()});
            });
    List<double[]> calibration =
        RunReport.list(shown.values().get("calibration")).stream()
            .map(RunReport::map)
            .map(
                bin ->
                    new double[] {
                      (double) bin.get("meanProbability"), (double) bin.get("observed")
                    })
            .toList();
    if (!shown.ranking().isEmpty() || !calibration.isEmpty()) {
      page.heading("Ranking and calibration of the " + rows);
    }
    if (roc.stream().flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
      draw(
          page,
          LineChart.unit("ROC", "false positive rate", "true positive rate", named("ROC", roc)));
      draw(
          page,
          LineChart.unit(
              "Precision and recall", "recall", "precision", named("precision", precision)));
    }
    draw(
        page,
        LineChart.unit("Calibration", "predicted", "observed", named("calibration", calibration)));
    if (!calibration.isEmpty()) {
      page.table(
          List.of("predicted from", "to", "rows", "mean", "observed", "interval"),
          RunReport.list(shown.values().get("calibration")).stream()
              .map(RunReport::map)
              .map(
                  bin ->
                      line(
                          bin.get("from"),
                          bin.get("to"),
                          bin.get("rows"),
                          bin.get("meanProbability"),
                          bin.get("observed"),
                          ends(bin.get("interval"))))
              .toList());
    }
  }

  private static List<LineChart.Polyline> named(String name, List<double[]> points) {
    return List.of(new LineChart.Polyline(name, points));
  }

  static void draw(Markup page, LineChart chart) {
    if (chart.isDrawable()) {
      page.raw(chart.svg());
    }
  }

  private static void classes(Markup page, Evaluated shown, String rows) {
    List<?> classes = RunReport.list(shown.values().get("classes"));
    if (classes.isEmpty()) {
      return;
    }
    page.heading("Classes of the " + rows);
    page.table(
        List.of("class", "rows", "precision", "recall", "F1"),
        classes.stream()
            .map(RunReport::map)
            .map(
                one ->
                    line(
                        one.get("class"),
                        one.get("support"),
                        one.get("precision"),
                        one.get("recall"),
                        one.get("f1")))
            .toList());
    List<?> confusion = RunReport.list(shown.values().get("confusion"));
    if (confusion.size() > MOST_CLASSES) {
      return;
    }
    page.paragraph("Confusion matrix: a row for each label, a column for each prediction.");
    var head = new ArrayList<>(List.of(""));
    var lines = new ArrayList<List<Object>>();
    for (int label = 0; label < confusion.size(); label++) {
      head.add("" + label);
      var line = new ArrayList<Object>(List.of("" + label));
      line.addAll(RunReport.list(confusion.get(label)));
      lines.add(line);
    }
    page.table(head, lines);
  }

  private static void slices(Markup page, Evaluated shown, String rows) {
    List<?> slices = RunReport.list(shown.values().get("slices"));
    if (slices.isEmpty()) {
      return;
    }
    List<String> figures = new ArrayList<>(shown.headlines().keySet());
    List<String> head = new ArrayList<>(List.of("column", "value", "rows"));
    head.addAll(figures);
    var lines = new ArrayList<List<Object>>();
    for (Object slice : slices) {
      Map<String, Object> values = RunReport.map(slice);
      List<Object> line = new ArrayList<>();
      line.add(values.get("column"));
      line.add(values.get("value") == null ? "(none)" : values.get("value"));
      line.add(values.get("rows"));
      figures.forEach(figure -> line.add(values.get(figure)));
      lines.add(line);
    }
    page.heading("Slices of the " + rows).table(head, lines);
  }
}
