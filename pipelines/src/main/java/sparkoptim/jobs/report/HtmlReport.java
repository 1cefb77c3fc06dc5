// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import sparkoptim.jobs.Curve;

/** One page that needs nothing else: no script, no picture, no font from outside. */
public final class HtmlReport implements ReportStep {
  /** The name of the page. */
  public static final String FILE = "report.html";

  static final String HEAD =
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
    FiguresSection.add(page, run);
    curve(page, run);
    coefficients(page, run);
    page.heading("Settings").table(List.of(), lines(run.settings()));
    page.heading("Environment");
    page.table(List.of(), lines(RunReport.map(run.record().get("versions"))));
    page.table(List.of(), lines(RunReport.map(run.record().get("environment"))));
    return page.raw("</body>\n</html>").toString();
  }

  private static void warnings(Markup page, RunReport run) {
    List<String> warnings =
        Stream.of("problems", "warnings")
            .flatMap(name -> RunReport.list(run.record().get(name)).stream())
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

  private static void curve(Markup page, RunReport run) {
    if (run.curve().isEmpty()) {
      return;
    }
    List<Curve.Point> points = run.curve().get().points();
    page.heading("Training");
    FiguresSection.draw(page, chart("objective", points, true));
    FiguresSection.draw(page, chart("gradient norm", points, false));
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
                        ? FiguresSection.line(c.feature(), c.value(), c.ofClass())
                        : FiguresSection.line(c.feature(), c.value()))
            .toList());
  }

  private static List<List<Object>> lines(Map<String, Object> values) {
    return values.entrySet().stream()
        .map(entry -> FiguresSection.line(entry.getKey(), String.valueOf(entry.getValue())))
        .toList();
  }
}
