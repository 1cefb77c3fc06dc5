// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import sparkoptim.jobs.registry.Promotion;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.window.RunId;

/**
 * Metrics of a night for a Pushgateway of Prometheus. They are grouped by the registry and never by
 * the run, as a gateway forgets no series.
 */
record PushgatewayNews(String url) implements NightNews {
  @Override
  public String name() {
    return "pushgateway.url: " + url;
  }

  @Override
  public void tell(NightResult result, Registry registry) throws IOException, InterruptedException {
    Http.send(
        "POST", // what is not pushed now stays, such as the time of the last success
        StringUtils.stripEnd(url, "/")
            + "/metrics/job/spark_optim_retrain/registry@base64/"
            + encoded(registry.root().toString()),
        "text/plain; version=0.0.4",
        metrics(result, registry.current()));
  }

  private static String encoded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return URLEncoder.encode(Base64.getUrlEncoder().encodeToString(bytes), StandardCharsets.UTF_8);
  }

  static String metrics(NightResult result, Optional<Promotion> serves) {
    var text = new StringBuilder();
    for (NightOutcome outcome : NightOutcome.values()) {
      text.append(
          Text.of(
              "spark_optim_night_outcome{outcome=\"%s\"} %d\n",
              outcome.word(), outcome == result.outcome() ? 1 : 0));
    }
    if (result.outcome().isDecided()) {
      gauge(text, "last_success_seconds", System.currentTimeMillis() * 1e-3);
    }
    age(result, serves).ifPresent(days -> gauge(text, "serving_age_days", days));
    number(text, "rows", result.json().at("/inputs/rows"));
    number(text, "seconds", result.json().at("/seconds/whole"));
    result.visitFigures(
        (model, figure, value) ->
            text.append(
                Text.of(
                    "spark_optim_night_figure{model=\"%s\",figure=\"%s\"} %s\n",
                    model, figure, value)));
    return text.toString();
  }

  private static Optional<Double> age(NightResult result, Optional<Promotion> serves) {
    Optional<LocalDate> now = new RunId(result.json().path("runId").asText()).day();
    Optional<LocalDate> then =
        serves.flatMap(promotion -> new RunId(promotion.versionName().runId()).day());
    return now.isPresent() && then.isPresent()
        ? Optional.of((double) (now.get().toEpochDay() - then.get().toEpochDay()))
        : Optional.empty();
  }

  private static void number(StringBuilder text, String name, JsonNode value) {
    if (value.isNumber()) {
      gauge(text, name, value.asDouble());
    }
  }

  private static void gauge(StringBuilder text, String name, double value) {
    text.append(Text.of("spark_optim_night_%s %s\n", name, value));
  }
}
