// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.text.Shape;

class TorchBitsTest {
  private static final Shape INPUT = Shape.of(1, 12, 12);
  private static final String TEXT =
      "conv(6, 3) batchnorm relu dropout(0.2) residual(8, 2) avgpool dense(3)";

  @BeforeAll
  static void library() {
    Batches.assumeLibrary();
  }

  @Test
  void answer_repeatedAndAside_hasTheSameBits() throws Exception {
    TorchNetwork network = Batches.network(TEXT, INPUT);
    TorchProblem problem = Batches.problem(network, 50, 1, 20);
    List<Block> rows = Batches.one(Batches.block(0, 50, INPUT, 0, 4));
    double[] point = Batches.nearby(network);
    double[] first = Batches.evaluate(problem, rows, point);
    List<Future<double[]>> others = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (int i = 0; i < 12; i++) {
        others.add(threads.submit(() -> Batches.evaluate(problem, rows, point)));
      }
      for (Future<double[]> other : others) {
        assertThat(other.get()).containsExactly(first);
      }
    } finally {
      threads.shutdownNow();
    }
    RunnerPool.get().close(System.nanoTime()); // all are made anew
    assertThat(Batches.evaluate(problem, rows, point)).containsExactly(first);
  }

  @Test
  void answer_atASnapshot_seesTheSameMasks() {
    TorchNetwork network = Batches.network(TEXT, INPUT);
    TorchProblem problem = Batches.problem(network, 30, 1, 15);
    List<Block> rows = Batches.one(Batches.block(0, 30, INPUT, 0, 4));
    var request = Batches.all(Batches.nearby(network));
    request.snapshot = request.point;
    request.coefficient = 1;
    double[] result = new double[problem.dimension() + 1];
    problem.shard(0, rows, false).answer(request, result);
    assertThat(java.util.Arrays.copyOf(result, problem.dimension())).containsOnly(0.0);
  }

  @Test
  void masks_ofAnotherSeed_differ() {
    TorchNetwork network = Batches.network("dense(30) dropout(0.5) dense(3)", Shape.of(4));
    try (TorchRunner runner = new TorchRunner(network, 2, true)) {
      runner.add(new double[] {1, 2, 3, 4});
      float[] first = runner.forward(1).clone();
      assertThat(runner.forward(1)).containsExactly(first);
      assertThat(runner.forward(2)).isNotEqualTo(first);
    }
  }
}
