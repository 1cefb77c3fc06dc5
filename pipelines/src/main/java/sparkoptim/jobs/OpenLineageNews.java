// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.commons.lang3.StringUtils;
import sparkoptim.jobs.registry.Registry;

/**
 * The night as an event of OpenLineage (specification 2-0-2): the days are its inputs, the version
 * is its output. One event a night, as its data are known when it ends.
 *
 * @param url of the server; events go to {@code api/v1/lineage} where it names no other path
 */
record OpenLineageNews(String url) implements NightNews {
  private static final String SCHEMA =
      "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
  private static final String FACET =
      "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/DatasetFacet";
  private static final String PRODUCER = "https://github.com/spark-optim/spark-optim";

  @Override
  public String name() {
    return "openlineage.url: " + url;
  }

  @Override
  public void tell(NightResult result, Registry registry) throws IOException, InterruptedException {
    String plain = StringUtils.stripEnd(url, "/");
    String endpoint = plain.matches("[a-z]+://[^/]+") ? plain + "/api/v1/lineage" : plain;
    Http.send(
        "POST",
        endpoint,
        "application/json",
        event(result, Secrets.redacted(registry.root().toString())));
  }

  static String event(NightResult result, String registry) throws IOException {
    JsonNode json = result.json();
    ObjectNode event = new ObjectMapper().createObjectNode();
    event.put("eventType", result.outcome() == NightOutcome.REFUSED ? "FAIL" : "COMPLETE");
    event.put("eventTime", Instant.now().toString());
    event.put("producer", PRODUCER);
    event.put("schemaURL", SCHEMA);
    String run = registry + "/" + json.path("runId").asText() + "/" + json.path("attempt").asInt();
    byte[] bytes = run.getBytes(StandardCharsets.UTF_8);
    event.putObject("run").put("runId", UUID.nameUUIDFromBytes(bytes).toString());
    event.putObject("job").put("namespace", "spark-optim").put("name", "retrain " + registry);
    ArrayNode inputs = event.putArray("inputs");
    for (JsonNode day : json.path("days")) {
      ObjectNode input = inputs.addObject().put("namespace", "spark-optim");
      input.put("name", day.path("from").asText());
      ObjectNode facet = input.putObject("facets").putObject("sparkOptim_rows");
      facet.put("_producer", PRODUCER).put("_schemaURL", FACET);
      facet.set("training", day.path("training"));
      facet.set("heldOut", day.path("heldOut"));
    }
    ArrayNode outputs = event.putArray("outputs");
    result
        .version()
        .ifPresent(
            version ->
                outputs
                    .addObject()
                    .put("namespace", "spark-optim")
                    .put("name", registry + "/versions/" + version));
    return event.toString();
  }
}
