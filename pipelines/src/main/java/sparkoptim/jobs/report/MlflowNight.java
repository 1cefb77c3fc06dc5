// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A night on a tracking server of MLflow: one run, whether it is told once or twice, a version of a
 * registered model, and the alias {@code serving} on the one that serves. Nothing here is read back
 * to decide what serves.
 */
public record MlflowNight(MlflowSettings settings) {
  private static final String RUN_TAG = "sparkOptim.run";
  private static final String VERSION_TAG = "sparkOptim.version";
  private static final String ALIAS = "serving";

  /**
   * Tells of the night.
   *
   * @param night its run id and attempt
   * @param tags may hold {@code version}, the one that the night made
   * @param serving the version that serves now
   */
  public void tell(
      String night, Map<String, String> tags, Map<String, Double> metrics, Optional<String> serving)
      throws IOException, InterruptedException {
    var server = new MlflowServer(settings.uri());
    String experiment = new MlflowRun(settings).experiment(server);
    String run = run(server, experiment, night);
    Map<String, Object> batch = new LinkedHashMap<>();
    batch.put("run_id", run);
    batch.put("metrics", metrics(metrics));
    batch.put("tags", tags.entrySet().stream().map(t -> pair(t.getKey(), t.getValue())).toList());
    server.post("runs/log-batch", batch);
    server.post(
        "runs/update",
        Map.of("run_id", run, "status", "FINISHED", "end_time", System.currentTimeMillis()));
    String model = settings.experiment();
    if (tags.containsKey("version")) {
      register(server, model, run, tags.get("version"));
    }
    if (serving.isPresent()) {
      Optional<String> number = version(server, model, serving.get());
      if (number.isPresent()) {
        server.post(
            "registered-models/alias",
            Map.of("name", model, "alias", ALIAS, "version", number.get()));
      }
    }
  }

  private String run(MlflowServer server, String experiment, String night)
      throws IOException, InterruptedException {
    JsonNode found =
        server.post(
            "runs/search",
            Map.of(
                "experiment_ids",
                List.of(experiment),
                "filter",
                "tags.`" + RUN_TAG + "` = '" + night + "'",
                "max_results",
                1));
    JsonNode there = found.at("/runs/0/info/run_id");
    if (there.isTextual()) {
      return there.asText();
    }
    return server
        .post(
            "runs/create",
            Map.of(
                "experiment_id",
                experiment,
                "start_time",
                System.currentTimeMillis(),
                "run_name",
                night,
                "tags",
                List.of(pair(RUN_TAG, night), pair("mlflow.source.name", "spark-optim retrain"))))
        .at("/run/info/run_id")
        .asText();
  }

  private static List<Map<String, Object>> metrics(Map<String, Double> metrics) {
    List<Map<String, Object>> values = new ArrayList<>();
    long now = System.currentTimeMillis();
    metrics.forEach(
        (name, value) -> {
          if (Double.isFinite(value)) {
            values.add(Map.of("key", name, "value", value, "timestamp", now, "step", 0));
          }
        });
    return values;
  }

  private static void register(MlflowServer server, String model, String run, String version)
      throws IOException, InterruptedException {
    if (server.get("registered-models/get?name=" + MlflowServer.encoded(model)).isEmpty()) {
      server.post("registered-models/create", Map.of("name", model));
    }
    if (version(server, model, version).isEmpty()) {
      server.post(
          "model-versions/create",
          Map.of(
              "name",
              model,
              "source",
              "runs:/" + run + "/model",
              "run_id",
              run,
              "tags",
              List.of(pair(VERSION_TAG, version))));
    }
  }

  private static Optional<String> version(MlflowServer server, String model, String version)
      throws IOException, InterruptedException {
    String filter = MlflowServer.encoded("name='" + model + "'");
    Optional<JsonNode> found =
        server.get("model-versions/search?max_results=1000&filter=" + filter);
    if (found.isPresent()) {
      for (JsonNode one : found.get().path("model_versions")) {
        for (JsonNode tag : one.path("tags")) {
          if (tag.path("key").asText().equals(VERSION_TAG)
              && tag.path("value").asText().equals(version)) {
            return Optional.of(one.path("version").asText());
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> pair(String key, String value) {
    return Map.of("key", key, "value", value);
  }
}
