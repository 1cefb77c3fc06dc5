// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.LinkedHashMap;
import java.util.Map;
import sparkoptim.jobs.registry.Promotion;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.report.MlflowNight;
import sparkoptim.jobs.report.MlflowSettings;

/** The night as one run of MLflow, and an alias that follows what serves. */
record MlflowNews(MlflowSettings server) implements NightNews {
  @Override
  public String name() {
    return "mlflow.uri: " + server.uri();
  }

  @Override
  public void tell(NightResult result, Registry registry) throws Exception {
    Map<String, Double> metrics = new LinkedHashMap<>();
    result.visitFigures((model, figure, value) -> metrics.put(model + "/" + figure, value));
    Map<String, String> tags = new LinkedHashMap<>();
    for (String key : new String[] {"outcome", "version", "previous", "weightsSha256"}) {
      if (result.json().path(key).isTextual()) {
        tags.put(key, result.json().path(key).asText());
      }
    }
    tags.put("registry", Secrets.redacted(registry.root().toString()));
    String attempt = result.json().path("attempt").asText();
    new MlflowNight(server)
        .tell(
            result.json().path("runId").asText() + "-a" + attempt,
            tags,
            metrics,
            registry.current().map(Promotion::version));
  }
}
