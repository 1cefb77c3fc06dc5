// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sparkoptim.jobs.Curve;
import sparkoptim.jobs.Secrets;

/** A run on a tracking server of MLflow: settings as params, figures and the curve as metrics. */
public record MlflowRun(MlflowSettings settings) implements ReportStep {
  private static final int MOST_METRICS = 1000; // in a request, as the server says
  private static final int MOST_PARAMS = 100;
  private static final int LONGEST_PARAM = 500; // which servers of any age take
  private static final int LONGEST_KEY = 250;

  @Override
  public String name() {
    return "the run in MLflow at " + Secrets.redacted("" + settings.uri());
  }

  @Override
  public boolean write(RunReport run, Files output) throws IOException, InterruptedException {
    var server = new MlflowServer(settings.uri());
    Map<String, Object> create = new LinkedHashMap<>();
    create.put("experiment_id", experiment(server));
    create.put("start_time", run.started().toEpochMilli());
    settings.runName().ifPresent(name -> create.put("run_name", name));
    create.put("tags", tags(run));
    String id = server.post("runs/create", create).at("/run/info/run_id").asText();
    try {
      for (Map<String, Object> batch : batches(run)) {
        batch.put("run_id", id);
        server.post("runs/log-batch", batch);
      }
    } catch (IOException e) {
      try {
        end(server, id, "FAILED");
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    end(server, id, "FINISHED");
    return true;
  }

  private static void end(MlflowServer server, String id, String status)
      throws IOException, InterruptedException {
    long now = System.currentTimeMillis();
    server.post("runs/update", Map.of("run_id", id, "status", status, "end_time", now));
  }

  /** Returns the id of the experiment, which is made where it is missing. */
  String experiment(MlflowServer server) throws IOException, InterruptedException {
    Optional<String> there = find(server);
    if (there.isPresent()) {
      return there.get();
    }
    try {
      return server
          .post("experiments/create", Map.of("name", settings.experiment()))
          .at("/experiment_id")
          .asText();
    } catch (IOException e) { // another run may have made it in the meantime
      return find(server).orElseThrow(() -> e);
    }
  }

  private Optional<String> find(MlflowServer server) throws IOException, InterruptedException {
    String name = MlflowServer.encoded(settings.experiment());
    Optional<JsonNode> found = server.get("experiments/get-by-name?experiment_name=" + name);
    return found.map(answer -> answer.at("/experiment/experiment_id").asText());
  }

  private static List<Map<String, Object>> tags(RunReport run) {
    var tags = new ArrayList<Map<String, Object>>();
    tags.add(Map.of("key", "mlflow.source.name", "value", "spark-optim"));
    tags.add(Map.of("key", "stage", "value", run.stage()));
    for (String name : List.of("weightsSha256", "stopReason", "engine", "backend")) {
      if (run.record().get(name) != null) {
        tags.add(Map.of("key", name, "value", "" + run.record().get(name)));
      }
    }
    if (run.record().get("versions") instanceof Map<?, ?> versions) {
      versions.forEach(
          (name, version) -> tags.add(Map.of("key", "version." + name, "value", "" + version)));
    }
    return tags;
  }

  private static List<Map<String, Object>> batches(RunReport run) {
    var batches = new ArrayList<Map<String, Object>>();
    List<Map<String, Object>> params = params(run);
    for (int from = 0; from < params.size(); from += MOST_PARAMS) {
      batches.add(batch("params", params, from, MOST_PARAMS));
    }
    List<Map<String, Object>> metrics = metrics(run);
    for (int from = 0; from < metrics.size(); from += MOST_METRICS) {
      batches.add(batch("metrics", metrics, from, MOST_METRICS));
    }
    return batches;
  }

  private static Map<String, Object> batch(
      String kind, List<Map<String, Object>> all, int from, int most) {
    Map<String, Object> batch = new LinkedHashMap<>();
    batch.put(kind, all.subList(from, Math.min(from + most, all.size())));
    return batch;
  }

  private static List<Map<String, Object>> params(RunReport run) {
    var params = new LinkedHashMap<String, Map<String, Object>>();
    run.settings()
        .forEach(
            (key, value) -> {
              String name = name(key);
              String text = "" + value;
              String cut = text.substring(0, Math.min(LONGEST_PARAM, text.length()));
              params.putIfAbsent(name, Map.of("key", name, "value", cut));
            });
    return List.copyOf(params.values());
  }

  private static List<Map<String, Object>> metrics(RunReport run) {
    var metrics = new ArrayList<Map<String, Object>>();
    List<Curve.Point> points = run.curve().map(Curve::points).orElse(List.of());
    for (Curve.Point point : points) {
      Instant time = run.started().plusNanos((long) (point.seconds() * 1e9));
      add(metrics, "objective", point.objective(), time, point.step());
      add(metrics, "gradientNorm", point.gradientNorm(), time, point.step());
      add(metrics, "stepSize", point.stepSize(), time, point.step());
    }
    Instant now = Instant.now();
    run.figures().forEach((name, value) -> add(metrics, name, value, now, 0));
    for (String name : List.of("rows", "features", "seconds", "fitSeconds", "passes", "steps")) {
      if (run.record().get(name) instanceof Number value) {
        add(metrics, name, value.doubleValue(), now, 0);
      }
    }
    return metrics;
  }

  private static void add(
      List<Map<String, Object>> metrics, String name, double value, Instant time, long step) {
    if (Double.isFinite(value)) {
      metrics.add(
          Map.of(
              "key", name(name), "value", value, "timestamp", time.toEpochMilli(), "step", step));
    }
  }

  /** Returns a name of letters that every server takes. */
  private static String name(String key) {
    String name = key.replaceAll("[^\\w\\-. /]", "_");
    return name.substring(0, Math.min(LONGEST_KEY, name.length()));
  }
}
