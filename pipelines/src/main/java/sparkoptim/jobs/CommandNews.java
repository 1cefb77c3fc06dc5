// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import sparkoptim.jobs.registry.Registry;

/**
 * A command of the shell that gets the result as its standard input, and outcome, run and file in
 * its environment; or a URL that gets it by POST.
 *
 * @param target of the configuration
 */
record CommandNews(String target) implements NightNews {
  private static final long SECONDS = 30;

  @Override
  public String name() {
    return "notify: "
        + (isUrl() ? URI.create(target).getHost() : target.split("\\s", 2)[0] + " ...");
  }

  @Override
  public void tell(NightResult result, Registry registry) throws IOException, InterruptedException {
    String json = new String(result.bytes(), StandardCharsets.UTF_8);
    if (isUrl()) {
      Http.send("POST", target, "application/json", json);
      return;
    }
    ProcessBuilder command = new ProcessBuilder("sh", "-c", target);
    Map<String, String> environment = command.environment();
    environment.put("SPARK_OPTIM_OUTCOME", result.outcome().word());
    environment.put("SPARK_OPTIM_RUN_ID", result.json().path("runId").asText());
    environment.put("SPARK_OPTIM_RESULT", result.file());
    command.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    command.redirectError(ProcessBuilder.Redirect.DISCARD);
    Path input = Files.createTempFile("spark-optim-result", ".json");
    try {
      Files.write(input, result.bytes());
      run(command.redirectInput(input.toFile()));
    } finally {
      Files.deleteIfExists(input);
    }
  }

  private static void run(ProcessBuilder command) throws IOException, InterruptedException {
    Process process = command.start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException(Text.of("it did not end within %d seconds", SECONDS));
    }
    if (process.exitValue() != 0) {
      throw new IOException(Text.of("it ended with exit code %d", process.exitValue()));
    }
  }

  private boolean isUrl() {
    return target.toLowerCase(Locale.ROOT).matches("https?://.*");
  }
}
