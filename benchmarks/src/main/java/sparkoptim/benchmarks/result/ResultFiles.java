// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * Results as JSON: {@code format}, {@code benchmark}, {@code run}, {@code labelNames}, and {@code
 * figures}, one a line, so that a difference between two files shows the figures that moved.
 */
public final class ResultFiles {
  /** The environment variable by which the launcher names the folder of results. */
  public static final String FOLDER = "SPARK_OPTIM_BENCH_OUT";

  static final String SUFFIX = ".json";

  /** Of what is written; other formats are refused. */
  private static final int FORMAT = 1;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_EMPTY, JsonInclude.Include.NON_EMPTY))
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .build();

  private ResultFiles() {}

  /** Returns the folder that the launcher named, or the current one. */
  public static Path folder() {
    return Path.of(System.getenv().getOrDefault(FOLDER, ""));
  }

  /** Writes a result and returns its file; the folder is made where it is missing. */
  public static Path write(Path folder, String name, BenchmarkResult result) throws IOException {
    Files.createDirectories(folder.toAbsolutePath());
    return Files.writeString(folder.resolve(name + SUFFIX), json(result));
  }

  /** Returns the text of a file. */
  static String json(BenchmarkResult result) throws JsonProcessingException {
    StringBuilder text = new StringBuilder("{\n");
    text.append("  \"format\": ").append(FORMAT).append(",\n");
    field(text, "benchmark", MAPPER.writeValueAsString(result.benchmark()));
    field(
        text,
        "run",
        MAPPER
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(result.run())
            .lines()
            .collect(Collectors.joining("\n  ")));
    field(text, "labelNames", MAPPER.writeValueAsString(result.labelNames()));
    text.append("  \"figures\": [");
    String separator = "\n    ";
    for (Figure figure : result.figures()) {
      text.append(separator).append(MAPPER.writeValueAsString(figure));
      separator = ",\n    ";
    }
    return text.append("\n  ]\n}\n").toString();
  }

  private static void field(StringBuilder text, String name, String json) {
    text.append("  \"").append(name).append("\": ").append(json).append(",\n");
  }

  /**
   * Reads a result.
   *
   * @throws IOException if the file cannot be read or is not a result; the message names it
   */
  static BenchmarkResult read(Path file) throws IOException {
    try {
      JsonNode tree = MAPPER.readTree(Files.readString(file));
      int format = tree.path("format").asInt();
      if (format != FORMAT) {
        throw new IOException("%s: format %d, not %d".formatted(file, format, FORMAT));
      }
      return MAPPER.treeToValue(((ObjectNode) tree).without("format"), BenchmarkResult.class);
    } catch (JsonProcessingException e) {
      throw new IOException("%s is not a result: %s".formatted(file, e.getMessage()), e);
    }
  }
}
