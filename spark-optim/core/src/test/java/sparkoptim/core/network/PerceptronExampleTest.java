// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.LocalCollective;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.core.testing.SampleRows;

/** The example of docs/methods/perceptron.md, run, and compared with the page. */
final class PerceptronExampleTest {
  private static final String BEGIN = "// <" + "example>";
  private static final String END = "// </" + "example>";

  private static double[] train(Block rows) {
    // <example>
    Layers layers = Layers.of(Activation.RELU, OutputLoss.SOFTMAX, rows.width, 32, 3);
    Perceptron problem =
        new Perceptron(
            layers, Precision.DOUBLE, Backend.AUTO, rows.rows(), rows.rows(), 1, 1e-4, 7);
    ShardedObjective objective =
        new ShardedObjective(
            problem,
            new LocalCollective(
                List.of(problem.shard(0, List.of(rows), true)), problem.dimension()),
            128);
    OptimMethod method = OptimMethod.parse("plain + sgd(0.9) + linear(0.1, 0)");
    long steps = 40 * objective.stepsPerEpoch();
    Loop loop = new Loop(method, objective, steps, 0, layers.initial(7));
    while (loop.begin()) {
      loop.next();
    }
    double[] probabilities = problem.predict(loop.served(), rows);
    // </example>
    return probabilities;
  }

  @Test
  void example_runs_andLearns() {
    Block rows = rows();
    double[] probabilities = train(rows);
    int right = 0;
    for (int row = 0; row < rows.rows(); row++) {
      right += probabilities[3 * row + (int) rows.labels[row]] > 0.5 ? 1 : 0;
    }
    assertThat(right).isGreaterThan(9 * rows.rows() / 10);
  }

  @Test
  void example_ofThePage_isThisOne() throws IOException {
    String source = Files.readString(Path.of("src/test/java", name() + ".java"));
    String example = source.substring(source.indexOf(BEGIN), source.indexOf(END));
    String code = example.substring(example.indexOf('\n') + 1).stripIndent().strip();
    assertThat(Files.readString(Path.of("../../docs/methods/perceptron.md"))).contains(code);
  }

  private static String name() {
    return PerceptronExampleTest.class.getName().replace('.', '/');
  }

  /** Rows whose class is hidden in the signs of three features. */
  private static Block rows() {
    SampleRows random = SampleRows.random(500, 6, 3, 1, 5);
    for (int row = 0; row < random.size(); row++) {
      double[] x = random.features()[row];
      random.labels()[row] = x[0] * x[1] > 0 ? 0 : x[2] > 0 ? 1 : 2;
    }
    Block block = random.sparseBlock();
    return block.labelled(block.labels, null);
  }
}
