// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.NetworkInput;
import sparkoptim.core.network.NetworkStatistics;
import sparkoptim.core.network.text.Shape;

class TorchFileTest {
  static final Shape INPUT = Shape.of(1, 8, 8);
  private static final String TEXT = "conv(4, 3) batchnorm relu avgpool dense(3)";
  private static final String SOURCE = "code/__torch__/sparkoptim.py";

  @BeforeAll
  static void library() {
    Batches.assumeLibrary();
  }

  static byte[] file() {
    return Batches.network(TEXT, INPUT).file();
  }

  static byte[] changed(String record, UnaryOperator<byte[]> change) {
    ScriptArchive archive = ScriptArchive.read(file(), "file");
    Map<String, byte[]> records = new HashMap<>();
    records.put(record, change.apply(archive.records().get(record)));
    return archive.with(records).write();
  }

  /** A file with other source: what a stranger's module may do. */
  static byte[] source(String from, String to) {
    return changed(
        SOURCE,
        bytes -> {
          String source = new String(bytes, StandardCharsets.UTF_8);
          assertThat(source).contains(from);
          return source.replace(from, to).getBytes(StandardCharsets.UTF_8);
        });
  }

  static void refused(byte[] bytes, String... parts) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              TorchNetwork network = TorchNetwork.read(bytes, "model.pt", INPUT);
              TorchProblem problem = Batches.problem(network, 4, 1, 4);
              List<Block> rows = Batches.one(Batches.block(0, 4, INPUT, 0, 4));
              Batches.evaluate(problem, rows, network.point());
            })
        .satisfies(
            e -> {
              assertThat(e.getMessage()).startsWith("network: model.pt ").doesNotContain("\n");
              assertThat(e.getMessage()).contains(parts);
            });
  }

  @Test
  void read_whatWasWritten_isTheSameNetwork() {
    TorchNetwork made = Batches.network(TEXT, INPUT);
    TorchNetwork read = TorchNetwork.read(made.file(), "model.pt", INPUT);
    assertThat(read.parts()).isEqualTo(made.parts());
    assertThat(read.point()).containsExactly(made.point());
    assertThat(read.outputs()).isEqualTo(3);
    double[] point = Batches.nearby(made);
    double[] statistics = {1, 2, 3, 4, 5, 6, 7, 8};
    TorchNetwork other = read.with(point, statistics);
    assertThat(other.point()).usingComparatorWithPrecision(1e-6).containsExactly(point);
    assertThat(other.statisticValues()).containsExactly(statistics);
    assertThat(made.file()).containsExactly(Batches.network(TEXT, INPUT).file());
  }

  @Test
  void read_noScript_saysSo() {
    refused("text".getBytes(StandardCharsets.UTF_8), "is no TorchScript file");
    refused(new byte[0], "is no TorchScript file");
    byte[] half = Arrays.copyOf(file(), file().length / 2);
    refused(half, "is no TorchScript file");
  }

  /** Whatever is broken: one line, and this process goes on. */
  @Test
  void read_damagedRecords_isRefusedInALine() {
    Random random = new Random(8);
    for (int i = 0; i < 40; i++) {
      int at = random.nextInt(1 << 20);
      byte bits = (byte) (1 + random.nextInt(255));
      byte[] bytes =
          changed(
              i % 2 == 0 ? "data.pkl" : SOURCE,
              record -> {
                byte[] copy = record.clone();
                copy[at % copy.length] ^= bits;
                return copy;
              });
      try {
        TorchNetwork.read(bytes, "model.pt", INPUT);
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage()).startsWith("network: model.pt ").doesNotContain("\n");
      }
    }
  }

  @Test
  void read_tooFewNumbers_isRefused() {
    refused(changed("data/0", record -> new byte[8]), "refers to a record of 8 bytes");
  }

  @Test
  void read_notANumber_isRefused() {
    refused(
        changed("data/0", record -> filled(record.length, (byte) 0xff)),
        "must have finite weights, and number 0 of conv1.weight is NaN");
  }

  private static byte[] filled(int length, byte value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, value);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "torch.relu(x)|torch.reshape(x, [3, 5])|fails on rows of shape [1, 8, 8] (inputShape): ",
        "torch.relu(x)|torch.no_such_function(x)|cannot be loaded by PyTorch: ",
        "torch.relu(x)|torch.from_file(\"/etc/passwd\")|must compute only, and has from_file",
        "torch.relu(x)|ops.other.run(x)|must compute only, and has ops.other",
        "return x|return torch.slice(x, 1, 0, torch.sub(5, torch.size(x, 0)), 1)|its output must have 3 numbers for each of 4 rows, as two rows of zeros had, was of shape (4, 1)",
        "return x|return torch.detach(x)|has no gradient at its output",
        "return x|return torch.sum(x)|its output must have a row for each of 2, was of shape ()",
        "return x|return torch.to(x, 7, False, False, None)|its output must be 32-bit floats, was float64",
      })
  void read_otherCode_saysWhatIsWrong(String from, String to, String message) {
    refused(source(from, to), message);
  }

  /** It ends after a while here, so that no thread of the tests goes on for good. */
  @Test
  void read_codeThatDoesNotEnd_isGivenUp() {
    String loop =
        "n = 0\n    while torch.lt(n, 40000000):\n      n = torch.add(n, 1)\n    return x";
    byte[] bytes = source("return x", loop);
    List<NetworkInput> inputs = List.of(new NetworkInput("features", INPUT, false));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchNetwork.read(bytes, "model.pt", inputs, 50))
        .withMessage("network: model.pt takes more than 0 s for two rows: does its forward end?");
    assertThat(TorchNetwork.read(file(), "model.pt", INPUT).outputs()).isEqualTo(3);
  }

  @Test
  void read_otherShape_saysSo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchNetwork.read(file(), "model.pt", Shape.of(5)))
        .withMessageStartingWith("network: model.pt fails on rows of shape [5] (inputShape): ");
  }

  /** Its numbers are its own, whatever momentum its layers have. */
  @Test
  void statistics_ofAnyMomentum_areThoseOfTheRows() {
    TorchNetwork plain = Batches.network(TEXT, INPUT);
    TorchNetwork slow = TorchNetwork.read(source("0.1, 1.0e-5", "0.37, 1.0e-5"), "slow", INPUT);
    List<Block> rows = Batches.one(Batches.block(0, 30, INPUT, 0, 4));
    double[] point = Batches.nearby(plain);
    double[] expected = statistics(plain, rows, point, 30);
    assertThat(statistics(slow, rows, point, 30))
        .usingComparatorWithPrecision(1e-4)
        .containsExactly(expected);
    // Micro-batches do not matter: only one layer normalizes, and nothing before it.
    assertThat(statistics(plain, rows, point, 10))
        .usingComparatorWithPrecision(1e-5)
        .containsExactly(expected);
    assertThat(slow.positions()).isEqualTo(plain.positions()).containsExactly(36);
  }

  private static double[] statistics(
      TorchNetwork network, List<Block> rows, double[] point, int microBatch) {
    NetworkStatistics sum = Batches.problem(network, 30, 1, microBatch).statistics(0, rows, point);
    return sum.values();
  }

  /** A module's own dropout draws from PyTorch's generator, which is set for every micro-batch. */
  @Test
  void answer_moduleThatDraws_hasTheSameBits() {
    byte[] bytes = source("x = torch.relu(x)", "x = torch.dropout(x, 0.5, self.training)");
    TorchNetwork network = TorchNetwork.read(bytes, "model.pt", INPUT);
    assertThat(network.draws()).isTrue();
    TorchProblem problem = Batches.problem(network, 30, 1, 10);
    List<Block> rows = Batches.one(Batches.block(0, 30, INPUT, 0, 4));
    double[] first = Batches.evaluate(problem, rows, network.point());
    assertThat(Batches.evaluate(problem, rows, network.point())).containsExactly(first);
  }

  @Test
  void scores_ofARow_doNotDependOnItsCompany() {
    TorchNetwork network = Batches.network(TEXT, INPUT);
    Block block = Batches.block(0, 9, INPUT, 0, 4);
    try (TorchScorer scorer = new TorchScorer(network, 8)) {
      double[] alone = scores(scorer, block, 3)[0];
      double[][] together = scores(scorer, block, 1, 2, 3, 4, 5);
      assertThat(together[2]).containsExactly(alone);
    }
  }

  private static double[][] scores(TorchScorer scorer, Block block, int... rows) {
    for (int row : rows) {
      int at = scorer.next();
      for (int i = 0; i < block.width; i++) {
        scorer.values()[at + i] = (float) block.values.at(block.from(row) + i);
      }
    }
    return scorer.scores();
  }
}
