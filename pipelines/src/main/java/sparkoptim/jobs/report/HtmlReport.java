// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import sparkoptim.jobs.Curve;
import sparkoptim.jobs.evaluate.Evaluated;

/** One page that needs nothing else: no script, no picture, no font from outside. */
public final class HtmlReport implements ReportStep {
  /** The name of the page. */
  public static final String FILE = "report.html";

  private static final int MOST_CLASSES = 30;

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <style>
      body { font: 15px/1.45 system-ui, sans-serif; color: #222; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
      h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid #ddd }
      table { border-collapse: collapse; margin: .5rem 0 } td, th { padding: .15rem .7rem .15rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere }
      th { color: #666; font-weight: 600 } td.number { text-align: right; font-variant-numeric: tabular-nums }
      .warnings { background: #fff4d6; padding: .1rem 1rem; border-left: 4px solid #d9a400 }
      svg { max-width: 100%; height: auto } svg text { font: 11px system-ui, sans-serif; fill: #444 }
      svg text.title { font-weight: 600; font-size: 13px } svg text.legend { fill: inherit }
      line.grid { stroke: #e6e6e6 } line.diagonal { stroke: #aaa; stroke-dasharray: 5 4 }
      </style>
      """;

  @Override
  public String name() {
    return FILE;
  }

  @Override
  public boolean write(RunReport run, Files output) throws IOException {
    output.write(FILE, page(run).getBytes(StandardCharsets.UTF_8));
    return true;
  }

  static String page(RunReport run) {
    var page = new Markup();
    page.raw(HEAD + "<title>" + Markup.escaped(run.stage()) + "</title>\n</head>\n<body>");
    page.raw("<h1>" + Markup.escaped(run.stage()) + "</h1>");
    page.paragraph("Trained by Spark Optim, started " + run.started() + ".");
    warnings(page, run);
    page.heading("Run").table(List.of(), run(run));
    page.heading("Figures");
    figures(page, run);
    Evaluated shown = run.test().orElse(run.train());
    String rows = run.test().isPresent() ? "test rows" : "training rows";
    pictures(page, shown, rows);
    classes(page, shown, rows);
    slices(page, shown, rows);
    curve(page, run);
    coefficients(page, run);
    page.heading("Settings").table(List.of(), lines(run.settings()));
    page.heading("Environment");
    page.table(List.of(), lines(map(run.record().get("versions"))));
    page.table(List.of(), lines(map(run.record().get("environment"))));
    return page.raw("</body>\n</html>").toString();
  }

  private static void warnings(Markup page, RunReport run) {
    List<String> warnings =
        Stream.of("problems", "warnings")
            .flatMap(name -> list(run.record().get(name)).stream())
            .map(String::valueOf)
            .toList();
    if (!warnings.isEmpty()) {
      page.raw("<div class=\"warnings\">").heading("Warnings").list(warnings).raw("</div>");
    }
  }

  /** Returns what the record has beside figures, settings and the like. */
  private static List<List<Object>> run(RunReport run) {
    var lines = new ArrayList<List<Object>>();
    run.record()
        .forEach(
            (name, value) -> {
              boolean plain = !(value instanceof Map || value instanceof List);
              if (plain && !name.equals("version")) {
                lines.add(List.of(name, value));
              }
            });
    if (run.record().get("labels") instanceof List<?> labels) {
      lines.add(List.of("labels", labels.toString()));
    }
    return lines;
  }

  private static void figures(Markup page, RunReport run) {
    List<String> head = new ArrayList<>(List.of("", "training"));
    run.test().ifPresent(test -> head.add("test"));
    head.add(interval(run));
    var lines = new ArrayList<List<Object>>();
    lines.add(line("rows", run.train().rows(), run.test().map(Evaluated::rows).orElse(null), ""));
    Evaluated shown = run.test().orElse(run.train());
    Map<String, Object> intervals = map(shown.values().get("intervals"));
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

  private static List<Object> line(Object... cells) {
    return Arrays.asList(cells);
  }

  private static String interval(RunReport run) {
    Object confidence =
        map(run.test().orElse(run.train()).values().get("intervals")).get("confidence");
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
        list(shown.values().get("calibration")).stream()
            .map(HtmlReport::map)
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
          list(shown.values().get("calibration")).stream()
              .map(HtmlReport::map)
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

  private static void draw(Markup page, LineChart chart) {
    if (chart.isDrawable()) {
      page.raw(chart.svg());
    }
  }

  private static void classes(Markup page, Evaluated shown, String rows) {
    List<?> classes = list(shown.values().get("classes"));
    if (classes.isEmpty()) {
      return;
    }
    page.heading("Classes of the " + rows);
    page.table(
        List.of("class", "rows", "precision", "recall", "F1"),
        classes.stream()
            .map(HtmlReport::map)
            .map(
                one ->
                    line(
                        one.get("class"),
                        one.get("support"),
                        one.get("precision"),
                        one.get("recall"),
                        one.get("f1")))
            .toList());
    List<?> confusion = list(shown.values().get("confusion"));
    if (confusion.size() > MOST_CLASSES) {
      return;
    }
    page.paragraph("Confusion matrix: a row for each label, a column for each prediction.");
    var head = new ArrayList<>(List.of(""));
    var lines = new ArrayList<List<Object>>();
    for (int label = 0; label < confusion.size(); label++) {
      head.add("" + label);
      var line = new ArrayList<Object>(List.of("" + label));
      line.addAll(list(confusion.get(label)));
      lines.add(line);
    }
    page.table(head, lines);
  }

  private static void slices(Markup page, Evaluated shown, String rows) {
    List<?> slices = list(shown.values().get("slices"));
    if (slices.isEmpty()) {
      return;
    }
    List<String> figures = new ArrayList<>(shown.headlines().keySet());
    List<String> head = new ArrayList<>(List.of("column", "value", "rows"));
    head.addAll(figures);
    var lines = new ArrayList<List<Object>>();
    for (Object slice : slices) {
      Map<String, Object> values = map(slice);
      List<Object> line = new ArrayList<>();
      line.add(values.get("column"));
      line.add(values.get("value") == null ? "(none)" : values.get("value"));
      line.add(values.get("rows"));
      figures.forEach(figure -> line.add(values.get(figure)));
      lines.add(line);
    }
    page.heading("Slices of the " + rows).table(head, lines);
  }

  private static void curve(Markup page, RunReport run) {
    if (run.curve().isEmpty()) {
      return;
    }
    List<Curve.Point> points = run.curve().get().points();
    page.heading("Training");
    draw(page, chart("objective", points, true));
    draw(page, chart("gradient norm", points, false));
  }

  private static LineChart chart(String name, List<Curve.Point> points, boolean objective) {
    List<double[]> places =
        points.stream()
            .map(p -> new double[] {p.passes(), objective ? p.objective() : p.gradientNorm()})
            .toList();
    return LineChart.fitted(
        name, "passes over the data", name, new LineChart.Polyline(name, places));
  }

  private static void coefficients(Markup page, RunReport run) {
    if (run.coefficients().isEmpty()) {
      return;
    }
    boolean byClass = run.coefficients().get(0).ofClass() != null;
    page.heading("Largest coefficients");
    page.paragraph("In the units of the features as the model takes them.");
    page.table(
        byClass ? List.of("feature", "coefficient", "class") : List.of("feature", "coefficient"),
        run.coefficients().stream()
            .map(
                c ->
                    byClass
                        ? line(c.feature(), c.value(), c.ofClass())
                        : line(c.feature(), c.value()))
            .toList());
  }

  private static List<List<Object>> lines(Map<String, Object> values) {
    return values.entrySet().stream()
        .map(entry -> line(entry.getKey(), String.valueOf(entry.getValue())))
        .toList();
  }

  @SuppressWarnings("unchecked") // the record is made of maps with texts as keys
  private static Map<String, Object> map(Object value) {
    return value instanceof Map ? (Map<String, Object>) value : Map.of();
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
