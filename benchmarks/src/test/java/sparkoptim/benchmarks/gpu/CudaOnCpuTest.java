// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernels, their launches and a fit on libraries that look like CUDA's and compute on this
 * processor, in a process that has no others: spark-optim/cuda/src/test/cuda-on-cpu. With --soak
 * all problems of the suite, for some minutes.
 */
final class CudaOnCpuTest {
  private static final boolean SOAK = System.getenv("SPARK_OPTIM_SOAK") != null;
  private static final int SECONDS = SOAK ? 1800 : 240;

  @TempDir Path folder;

  /** What a program prints. */
  private String run(Map<String, String> environment, String... program)
      throws IOException, InterruptedException {
    String libraries = System.getenv("SPARK_OPTIM_CUDA_ON_CPU");
    assumeTrue(libraries != null, "there is no SPARK_OPTIM_CUDA_ON_CPU: run bin/test");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens"))
        .forEach(command::add);
    command.add("-Dorg.bytedeco.javacpp.cachedir=" + folder.resolve("cache"));
    command.add("-Djava.io.tmpdir=" + folder);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(program));
    Path log = folder.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("LD_LIBRARY_PATH", libraries);
    builder.environment().putAll(environment);
    Process process =
        builder.redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile())).start();
    try {
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      String text = Files.readString(log);
      assertThat(ended).as("not over after %d s: %s", SECONDS, text).isTrue();
      assertThat(process.exitValue()).as(text).isZero();
      return text;
    } finally {
      process.destroyForcibly();
    }
  }

  private String check(String... parts) throws IOException, InterruptedException {
    List<String> program = new ArrayList<>(List.of(GpuCheck.class.getName(), "1", "1"));
    program.addAll(List.of(parts));
    return run(Map.of(), program.toArray(String[]::new));
  }

  @Test
  void check_everyKernelAndALostDevice_passes() throws Exception {
    String text = check(SOAK ? "kernels" : "small", "lost");
    assertThat(text).contains("CUDA on the CPU, sm_90").contains("was lost in this process");
    assertThat(text).contains("4 measures; musts missed: none");
  }

  @Test
  void open_rowsThatHaveNoRoom_isAnErrorUntilOthersAreClosed() throws Exception {
    String text =
        run(
            Map.of("CUDA_ON_CPU_BYTES", String.valueOf(ShortMemory.BYTES)),
            ShortMemory.class.getName());
    assertThat(text).contains("1 shard is there").doesNotContain("shard more");
    assertThat(text).containsPattern("the copy of 50,000 rows of [0-9.]+ MiB has no room: ");
    assertThat(text).contains("then 1 shard has the room");
  }

  @Test
  void fit_inLocalSpark_endsWhereTheCpuEnds() throws Exception {
    Random random = new Random(5);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      StringBuilder row = new StringBuilder();
      double margin = random.nextGaussian();
      for (int column = 1; column <= 123; column++) {
        if (random.nextInt(9) == 0) {
          row.append(' ').append(column).append(":1");
          margin += Math.sin(column);
        }
      }
      rows.add((margin > 0 ? "+1" : "-1") + row);
    }
    String text = check("fit=" + Files.write(folder.resolve("rows.libsvm"), rows));
    assertThat(text).contains("CUDA on the CPU, sm_90, CUDA 13.1, SINGLE");
    assertThat(text).contains("1 measures; musts missed: none");
  }
}
