// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparkoptim.jobs.evaluate.Evaluated;

/**
 * The page of a night: the decision first, then what it rests on.
 *
 * @param record what the version holds of the night
 * @param candidate figures on the rows that are held out
 * @param incumbent those of the model that serves
 * @param earlier records of nights before, the oldest first
 * @param changes coefficients that changed most
 * @param promotions the last lines of the registry's history: number, version, kind, time, note
 */
public record NightPage(
    JsonNode record,
    Evaluated candidate,
    Optional<Evaluated> incumbent,
    List<JsonNode> earlier,
    List<CoefficientChange> changes,
    List<List<Object>> promotions) {
  /** The name of the page. */
  public static final String FILE = "report.html";

  private static final int MOST_COLUMNS = 20;

  /** Returns the page. */
  public String html() {
    String title = "Night " + record.path("runId").asText();
    var page = new Markup();
    page.raw(HtmlReport.HEAD + "<title>" + Markup.escaped(title) + "</title>\n</head>\n<body>");
    page.raw("<h1>" + Markup.escaped(title) + "</h1>");
    decision(page);
    warnings(page);
    gates(page);
    figures(page);
    nights(page);
    drift(page);
    changes(page);
    days(page);
    if (!promotions.isEmpty()) {
      page.heading("Last promotions")
          .table(List.of("number", "version", "kind", "time", "note"), promotions);
    }
    settings(page);
    return page.raw("</body>\n</html>").toString();
  }

  private void decision(Markup page) {
    String answer = record.path("answer").asText();
    String sentence =
        switch (answer) {
          case "pass" -> "The candidate passed all gates.";
          case "undecided" -> "The rows do not decide: what served goes on.";
          default -> "The candidate was held back.";
        };
    page.paragraph(sentence);
    List<String> reasons = new ArrayList<>();
    record.path("reasons").forEach(reason -> reasons.add(reason.asText()));
    if (!reasons.isEmpty()) {
      page.list(reasons);
    }
    page.table(
        List.of(),
        List.of(
            List.of("attempt", record.path("attempt").asInt()),
            List.of(
                "compared with", record.path("comparedWith").asText("nothing: it is the first")),
            List.of("parent", record.path("parent").asText("none")),
            List.of("anchor", record.path("anchor").asText("none")),
            List.of("start", record.path("start").asText()),
            List.of("passes", record.path("passes").asText("")),
            List.of("weights", "SHA-256 " + record.path("weightsSha256").asText("unknown"))));
  }

  private void warnings(Markup page) {
    List<String> warnings = new ArrayList<>();
    record.path("warnings").forEach(warning -> warnings.add(warning.asText()));
    if (!warnings.isEmpty()) {
      page.raw("<div class=\"warnings\">").heading("Warnings").list(warnings).raw("</div>");
    }
  }

  private void gates(Markup page) {
    if (record.path("gates").isEmpty()) {
      return;
    }
    page.heading("Gates");
    page.paragraph("A grey line is the limit, a bar the interval, each on a scale of its own.");
    page.raw("<table><tr><th>gate</th><th>answer</th><th>slice</th><th></th><th>found</th></tr>");
    for (JsonNode gate : record.path("gates")) {
      page.raw("<tr>");
      for (String key : List.of("gate", "answer", "slice")) {
        page.raw("<td>" + Markup.escaped(gate.path(key).asText("")) + "</td>");
      }
      page.raw("<td>" + chart(gate) + "</td>");
      page.raw("<td>" + Markup.escaped(gate.path("sentence").asText("")) + "</td></tr>");
    }
    page.raw("</table>");
  }

  private static String chart(JsonNode gate) {
    JsonNode ends = gate.path("interval");
    if (ends.size() != 2 || !gate.path("estimate").isNumber() || !gate.path("limit").isNumber()) {
      return "";
    }
    String color =
        switch (gate.path("answer").asText()) {
          case "pass" -> "#2e8b57";
          case "fail" -> "#c0392b";
          default -> "#d9a400";
        };
    return new IntervalChart(
            ends.get(0).asDouble(),
            gate.path("estimate").asDouble(),
            ends.get(1).asDouble(),
            gate.path("limit").asDouble(),
            color)
        .svg();
  }

  private void figures(Markup page) {
    page.heading("Figures of the rows that are held out");
    List<List<Object>> lines = new ArrayList<>();
    lines.add(
        FiguresSection.line("rows", candidate.rows(), incumbent.map(Evaluated::rows).orElse(null)));
    candidate
        .figures()
        .forEach(
            (name, value) ->
                lines.add(
                    FiguresSection.line(
                        name, value, incumbent.map(e -> e.figures().get(name)).orElse(null))));
    page.table(List.of("", "candidate", "incumbent"), lines);
    draw(page, "ROC", "false positive rate", "true positive rate", NightPage::roc);
    draw(page, "Precision and recall", "recall", "precision", NightPage::precision);
    draw(page, "Calibration", "predicted", "observed", NightPage::calibration);
  }

  /** What a chart shows of a model. */
  @FunctionalInterface
  private interface Points {
    List<double[]> of(Evaluated evaluated);
  }

  private void draw(Markup page, String title, String across, String up, Points points) {
    List<LineChart.Polyline> lines = new ArrayList<>();
    incumbent.ifPresent(e -> lines.add(new LineChart.Polyline("incumbent", points.of(e))));
    lines.add(new LineChart.Polyline("candidate", points.of(candidate)));
    lines.removeIf(
        line ->
            line.points().size() < 2
                || line.points().stream()
                    .anyMatch(p -> !Double.isFinite(p[0]) || !Double.isFinite(p[1])));
    FiguresSection.draw(page, LineChart.unit(title, across, up, lines));
  }

  private static List<double[]> roc(Evaluated evaluated) {
    List<double[]> points = new ArrayList<>();
    evaluated
        .ranking()
        .forEach(p -> points.add(new double[] {p.falsePositiveRate(), p.truePositiveRate()}));
    return points;
  }

  private static List<double[]> precision(Evaluated evaluated) {
    List<double[]> points = new ArrayList<>();
    evaluated
        .ranking()
        .forEach(p -> points.add(new double[] {p.truePositiveRate(), p.precision()}));
    return points;
  }

  private static List<double[]> calibration(Evaluated evaluated) {
    return RunReport.list(evaluated.values().get("calibration")).stream()
        .map(RunReport::map)
        .map(
            bin -> new double[] {(double) bin.get("meanProbability"), (double) bin.get("observed")})
        .toList();
  }

  private void nights(Markup page) {
    String figure =
        candidate.figures().containsKey("logLoss")
            ? "logLoss"
            : candidate.figures().keySet().stream().findFirst().orElse("");
    List<JsonNode> all = new ArrayList<>(earlier);
    all.add(record);
    List<double[]> ofCandidates = new ArrayList<>();
    List<double[]> ofIncumbents = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      add(ofCandidates, i, all.get(i).path("figures").path("candidate"), figure);
      add(ofIncumbents, i, all.get(i).path("figures").path("incumbent"), figure);
    }
    if (ofCandidates.size() > 1) {
      page.heading("Nights");
      page.paragraph(
          "From "
              + all.get(0).path("runId").asText()
              + " to "
              + record.path("runId").asText()
              + ".");
      FiguresSection.draw(
          page,
          new LineChart(
              figure + " of the rows held out",
              "night",
              figure,
              List.of(
                  new LineChart.Polyline("candidate", ofCandidates),
                  new LineChart.Polyline("incumbent", ofIncumbents)),
              false,
              false));
    }
  }

  private static void add(List<double[]> points, int night, JsonNode model, String figure) {
    JsonNode value = model.path("figures").path(figure);
    if (value.isNumber()) {
      points.add(new double[] {night, value.asDouble()});
    }
  }

  private void drift(Markup page) {
    JsonNode checks = record.path("checks");
    if (checks.isEmpty()) {
      return;
    }
    page.heading("Checks of the new rows");
    List<List<Object>> lines = new ArrayList<>();
    for (JsonNode check : checks) {
      if (!check.path("status").asText().equals("pass") || lines.size() < MOST_COLUMNS) {
        lines.add(
            List.of(
                check.path("check").asText(),
                check.path("status").asText(),
                check.path("sentence").asText()));
      }
    }
    page.table(List.of("check", "status", "found"), lines);
  }

  private void changes(Markup page) {
    if (changes.isEmpty()) {
      return;
    }
    page.heading("Coefficients that changed most");
    page.table(
        List.of("feature", "before", "now", "change"),
        changes.stream()
            .map(c -> FiguresSection.line(c.feature(), c.before(), c.now(), c.now() - c.before()))
            .toList());
  }

  private void days(Markup page) {
    page.heading("Days");
    List<List<Object>> lines = new ArrayList<>();
    for (JsonNode day : record.path("days")) {
      lines.add(
          FiguresSection.line(
              day.path("day").asText(),
              day.path("training").path("rows").asLong(),
              day.path("heldOut").path("rows").asLong(),
              shares(day.path("training").path("classes")),
              day.path("from").asText()));
    }
    page.table(List.of("day", "training rows", "held out", "classes", "from"), lines);
  }

  private static String shares(JsonNode classes) {
    double[] all = {0};
    classes.forEach(count -> all[0] += count.asDouble());
    List<String> shares = new ArrayList<>();
    classes
        .properties()
        .forEach(
            one ->
                shares.add(
                    one.getKey()
                        + ": "
                        + Markup.text(100 * one.getValue().asDouble() / all[0])
                        + " %"));
    return String.join(", ", shares.subList(0, Math.min(MOST_COLUMNS, shares.size())));
  }

  private void settings(Markup page) {
    List<List<Object>> lines = new ArrayList<>();
    record
        .path("inputs")
        .path("settings")
        .properties()
        .forEach(one -> lines.add(List.of(one.getKey(), one.getValue().asText())));
    page.heading("Settings").table(List.of(), lines);
  }
}
