// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.text.Shape;
import sparkoptim.torch.Pickle.Instance;
import sparkoptim.torch.Pickle.Stored;

/** Statistics of batch normalization in files of all kinds; and who may share a runner. */
class TorchStatisticsTest {
  private static final Shape FLAT = Shape.of(4);
  private static final String TEXT = "dense(4) batchnorm tanh dense(3)";

  @BeforeAll
  static void library() {
    Batches.assumeLibrary();
  }

  private static TorchNetwork changed(String text, String from, String to) {
    return TorchNetwork.read(
        changed(Batches.network(text, FLAT).file(), from, to), "model.pt", FLAT);
  }

  private static byte[] changed(byte[] file, String from, String to) {
    String name = "code/__torch__/sparkoptim.py";
    ScriptArchive archive = ScriptArchive.read(file, "file");
    String source = new String(archive.records().get(name), StandardCharsets.UTF_8);
    assertThat(source).contains(from);
    byte[] changed = source.replace(from, to).getBytes(StandardCharsets.UTF_8);
    return archive.with(Map.of(name, changed)).write();
  }

  private static Block scaled(int rows, double scale, double mean) {
    Random random = new Random(2);
    double[] values = random.doubles(4L * rows).map(u -> mean + scale * (u - 0.5)).toArray();
    return new Block(0, 0, 4, new double[rows], null, null, null, values);
  }

  /** Features first, so that their own variance is known. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 1, 1e5, 1e9})
  void statistics_ofFeaturesOfAnyScale_areRight(double scale) {
    String text = "batchnorm dense(3)";
    TorchNetwork file = changed(text, "0.1, 1.0e-5", "0.03, 1.0e-5");
    for (TorchNetwork network : List.of(Batches.network(text, FLAT), file)) {
      Block block = scaled(50, scale, 0);
      double[] statistics =
          Batches.problem(network, 50, 1, 50)
              .statistics(0, Batches.one(block), network.point())
              .values();
      for (int column = 0; column < 4; column++) {
        double mean = 0;
        double squares = 0;
        for (int row = 0; row < 50; row++) {
          mean += block.values.at(4 * row + column) / 50;
        }
        for (int row = 0; row < 50; row++) {
          squares += Math.pow(block.values.at(4 * row + column) - mean, 2);
        }
        assertThat(statistics[column]).isCloseTo(mean, within(1e-5 * scale));
        double variance = squares / 49;
        assertThat(statistics[4 + column]).isCloseTo(variance, within(1e-5 * variance));
      }
    }
  }

  /** As torch.jit.trace writes a module in eval mode: normalization by what the file has. */
  @Test
  void statistics_tracedInEvalMode_staysTheFiles() {
    TorchNetwork made = Batches.network(TEXT, FLAT);
    double[] own = {1, 2, 3, 4, 5, 6, 7, 8};
    byte[] file = made.with(made.point(), own).file();
    TorchNetwork network =
        TorchNetwork.read(changed(file, "self.training, 0.1", "False, 0.1"), "model.pt", FLAT);
    TorchProblem problem = Batches.problem(network, 20, 1, 8);
    assertThat(problem.hasStatistics()).isFalse();
    assertThat(problem.offers()).isEmpty();
    List<Block> rows = Batches.one(Batches.block(0, 20, FLAT, 0, 4));
    double[] before = Batches.evaluate(problem, rows, network.point());
    problem.statistics(0, rows, network.point());
    assertThat(Batches.evaluate(problem, rows, network.point())).containsExactly(before);
    double[] others = new double[8];
    assertThat(network.with(network.point(), others).statisticValues()).containsExactly(own);
  }

  @Test
  void read_tracedInTrainingMode_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> changed(TEXT, "self.training, 0.1", "True, 0.1"))
        .withMessage(
            "network: model.pt gives a row other scores beside other rows or at another time: save"
                + " it by torch.jit.script, or trace it in eval mode");
  }

  /** As BatchNorm(momentum=None) does, however many batches it has seen. */
  @ParameterizedTest
  @ValueSource(bytes = {0, 9, 120})
  void read_momentumThatChanges_isRefused(byte seen) {
    byte[] source =
        changed(
            changed(
                Batches.network(TEXT, FLAT).file(),
                "x = torch.batch_norm(",
                "n = torch.add_(self.batchnorm2.num_batches_tracked, 1)\n"
                    + "    m = torch.div(1., float(n))\n    x = torch.batch_norm("),
            "self.training, 0.1",
            "self.training, m");
    byte[] declared =
        changed(
            source,
            "  running_mean : Tensor\n",
            "  running_mean : Tensor\n" + "  num_batches_tracked : Tensor\n");
    ScriptArchive archive = ScriptArchive.read(declared, "file");
    Instance top =
        (Instance)
            Pickle.read(
                archive.records().get("data.pkl"), key -> archive.records().get("data/" + key));
    ((Instance) top.attributes().get("batchnorm2"))
        .attributes()
        .put(
            "num_batches_tracked", new Stored("99", "LongStorage", 0, List.of(), List.of(), false));
    Map<String, byte[]> records = new HashMap<>();
    records.put("data.pkl", PickleWriter.write(top));
    records.put("data/99", new byte[] {seen, 1, 0, 0, 0, 0, 0, 0});
    byte[] bytes = archive.with(records).write();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchNetwork.read(bytes, "model.pt", FLAT))
        .withMessageContaining("momentum=None");
  }

  /** PyTorch's modules refuse a row alone; it is worth as much as by the text's own function. */
  @Test
  void answer_rowAlone_isTakenByModulesThatRefuseIt() {
    TorchNetwork strict =
        changed(
            TEXT,
            "    x = torch.batch_norm(",
            "    if torch.eq(torch.size(x, 0), 1):\n"
                + "      if self.training:\n"
                + "        ops.prim.RaiseException(\"more than 1 value per channel\")\n"
                + "    x = torch.batch_norm(");
    TorchNetwork plain = Batches.network(TEXT, FLAT);
    for (int microBatch : new int[] {1, 3}) {
      List<Block> rows = Batches.one(Batches.block(0, 1, FLAT, 0, 4));
      double[] expected =
          Batches.evaluate(Batches.problem(plain, 1, 1, microBatch), rows, plain.point());
      TorchProblem problem = Batches.problem(strict, 1, 1, microBatch);
      assertThat(Batches.evaluate(problem, rows, plain.point()))
          .usingComparatorWithPrecision(1e-5)
          .containsExactly(expected);
      double[] statistics = problem.statistics(0, rows, plain.point()).values();
      assertThat(statistics).endsWith(0, 0, 0, 0);
    }
  }

  /** Equal bytes, and other rows, masks or draws: never one runner. */
  @Test
  void answer_equalFilesOfOtherShapes_haveRunnersOfTheirOwn() {
    String text = "embedding(6, 4) gru(5) dense(3)";
    TorchNetwork shorter = Batches.network(text, Shape.of(10));
    TorchNetwork longer = Batches.network(text, Shape.of(20));
    assertThat(longer.file()).isEqualTo(shorter.file());
    List<Block> longRows = Batches.one(Batches.block(0, 8, Shape.of(20), 6, 4));
    TorchProblem problem = Batches.problem(longer, 8, 1, 4);
    double[] expected = Batches.evaluate(problem, longRows, longer.point());
    RunnerPool.get().close(System.nanoTime());
    List<Block> shortRows = Batches.one(Batches.block(0, 8, Shape.of(10), 6, 4));
    Batches.evaluate(Batches.problem(shorter, 8, 1, 4), shortRows, shorter.point());
    assertThat(Batches.evaluate(problem, longRows, longer.point())).containsExactly(expected);

    TorchNetwork masked = Batches.network("dense(5) dropout(0.5) dense(3)", FLAT);
    TorchNetwork read = TorchNetwork.read(masked.file(), masked.name(), FLAT);
    List<Block> rows = Batches.one(Batches.block(0, 8, FLAT, 0, 4));
    double[] own = Batches.evaluate(Batches.problem(masked, 8, 1, 8), rows, masked.point());
    RunnerPool.get().close(System.nanoTime());
    Batches.evaluate(Batches.problem(read, 8, 1, 8), rows, masked.point());
    assertThat(Batches.evaluate(Batches.problem(masked, 8, 1, 8), rows, masked.point()))
        .containsExactly(own);
  }

  @Test
  void read_outputOfManyTensors_isRefused() {
    TorchNetwork plain = Batches.network("dense(3)", FLAT);
    byte[] bytes =
        changed(
            changed(plain.file(), "-> Tensor:", "-> Tuple[Tensor, Tensor]:"),
            "return x",
            "return (x, x)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TorchNetwork.read(bytes, "model.pt", FLAT))
        .withMessageContaining("its output must be one tensor, was 2");
  }
}
