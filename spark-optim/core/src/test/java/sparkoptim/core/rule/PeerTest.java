// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule that optax has, beside optax in double precision over 2,000 recorded gradients; beside
 * PyTorch where only that is installed. {@code SPARK_OPTIM_PYTHON} names the Python, else it is
 * {@code python3}; where it or both packages are missing the tests are skipped.
 *
 * <p>The rules have PyTorch's form. Where optax's differs, settings are compared at which the two
 * are equal but for rounding:
 *
 * <ul>
 *   <li>dampening: optax has none; its momentum run gets a step shorter by {@code 1 - dampening},
 *       and a first gradient larger by as much;
 *   <li>amsgrad: optax corrects the bias before the maximum and PyTorch after it; equal while a
 *       gradient's size stays the same, and when {@code beta2^k} is nothing beside 1: {@code
 *       0.9^400} where {@link RecordedGradients} begin to vary;
 *   <li>rmsprop: epsilon outside the root, and a constant step size, as optax's momentum contains
 *       it;
 *   <li>adagrad: epsilon 0, as optax has it inside the root only.
 * </ul>
 */
final class PeerTest {
  /** Relative to points of size 1 at least. */
  private static final double TOLERANCE = 1e-10;

  private static final int STEPS = 2000;
  private static final int SIZE = 12;
  private static final int PYTHON_SECONDS = 120;
  private static final int NO_PACKAGE = 3;

  private static final RecordedGradients GRADIENTS = new RecordedGradients(STEPS, SIZE);

  @TempDir private static Path folder;
  private static String peer;
  private static String missing;

  /** Our side of a run that the script knows by name. */
  private record Comparison(String name, String rule, double eta) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Comparison> comparisons() {
    return List.of(
        new Comparison("sgd-momentum", "sgd(0.9)", 0.003),
        new Comparison("sgd-nesterov", "sgd(0.9, nesterov=true)", 0.003),
        new Comparison("sgd-dampening", "sgd(0.8, 0.3)", 0.003),
        new Comparison("adam", "adam(0.8, 0.99, 1e-6)", 0.01),
        new Comparison("adam-amsgrad", "adam(0.9, 0.9, 1e-6, true)", 0.01),
        new Comparison("adamw", "adamw(0.9, 0.999, 1e-8, false, 0.1)", 0.01),
        new Comparison("rmsprop", "rmsprop(0.95, 1e-6)", 0.01),
        new Comparison("rmsprop-centered", "rmsprop(0.95, 1e-6, true)", 0.01),
        new Comparison("rmsprop-momentum", "rmsprop(0.95, 1e-6, false, 0.7)", 0.01),
        new Comparison("rmsprop-centered-momentum", "rmsprop(0.95, 1e-6, true, 0.7)", 0.01),
        new Comparison("adagrad", "adagrad(0.1, 0)", 0.1),
        new Comparison("schedule-free-sgd", "schedule-free-sgd(0.9)", 0.003),
        new Comparison("schedule-free-adamw", "schedule-free-adamw(0.9, 0.99, 1e-6, 0.1)", 0.01),
        new Comparison("prodigy", "prodigy(start=0.01, decay=0.1, correction=true)", 0.5));
  }

  @BeforeAll
  static void runThePeer() throws Exception {
    Files.write(folder.resolve("start.f64"), bytes(GRADIENTS.start));
    Files.write(folder.resolve("gradients.f64"), bytes(GRADIENTS.steps));
    List<String> runs = comparisons().stream().map(run -> run.name() + " " + run.eta()).toList();
    Files.write(folder.resolve("runs.txt"), runs);
    Path script = folder.resolve("peer_optimizers.py");
    try (InputStream source = PeerTest.class.getResourceAsStream("peer_optimizers.py")) {
      Files.copy(source, script);
    }
    String named = System.getenv("SPARK_OPTIM_PYTHON");
    run(named == null ? "python3" : named, script);
    if (missing != null) {
      System.err.println("PeerTest is skipped: " + missing);
    }
  }

  private static void run(String python, Path script) throws Exception {
    Path log = folder.resolve("python.log");
    Process process;
    try {
      process =
          new ProcessBuilder(python, script.toString(), folder.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      missing = e.getMessage();
      return;
    }
    boolean ended = process.waitFor(PYTHON_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    String output = Files.readString(log, UTF_8).strip();
    if (ended && process.exitValue() == NO_PACKAGE) {
      missing = output;
      return;
    }
    assertThat(ended && process.exitValue() == 0).as(output).isTrue();
    peer = output;
  }

  @ParameterizedTest
  @MethodSource("comparisons")
  void run_recordedGradients_isThePeers(Comparison comparison) throws IOException {
    assumeTrue(missing == null, missing);
    Path file = folder.resolve(comparison.name() + ".f64");
    assumeTrue(Files.exists(file), () -> peer + " has no " + comparison.name());
    DoubleBuffer theirs =
        ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer();
    assertThat(theirs.remaining()).isEqualTo(STEPS * SIZE);
    double[][] ours = GRADIENTS.run(comparison.rule(), comparison.eta());
    for (int k = 0; k < STEPS; k++) {
      for (int i = 0; i < SIZE; i++) {
        double expected = theirs.get();
        assertThat(ours[k][i])
            .as("%s beside %s: coordinate %d after step %d", comparison, peer, i, k)
            .isCloseTo(expected, within(TOLERANCE * Math.max(1, Math.abs(expected))));
      }
    }
  }

  private static byte[] bytes(double[]... rows) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Double.BYTES * rows.length * rows[0].length)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double[] row : rows) {
      for (double value : row) {
        bytes.putDouble(value);
      }
    }
    return bytes.array();
  }
}
