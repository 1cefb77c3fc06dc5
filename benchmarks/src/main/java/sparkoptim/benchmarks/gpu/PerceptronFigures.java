// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import java.util.List;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.core.data.Block;
import sparkoptim.core.device.Device;
import sparkoptim.core.network.Activation;
import sparkoptim.core.network.Backend;
import sparkoptim.core.network.Layers;
import sparkoptim.core.network.OutputLoss;
import sparkoptim.core.network.Perceptron;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;

/** Figures of a perceptron 784-1024-10 on a device. */
final class PerceptronFigures {
  private static final int[] WIDTHS = {784, 1024, 10};
  private static final int BATCH = 4096;
  private static final int BATCHES = 64;
  private static final int RUNS = 20;

  private PerceptronFigures() {}

  /** Operations a second beside those of cublasSgemm, and a single step. */
  static List<Figure> of(Device device) {
    int rows = BATCHES * BATCH;
    Layers layers = Layers.of(Activation.RELU, OutputLoss.SOFTMAX, WIDTHS[0], WIDTHS[1], WIDTHS[2]);
    Perceptron problem =
        new Perceptron(layers, Precision.SINGLE, Backend.JAVA, rows, rows, 1, 0, 5);
    List<List<Block>> blocks = MadeRows.dense(rows, WIDTHS[0], 1);
    double products = NvidiaPeers.products(BATCH, WIDTHS);
    double ofRow = 0;
    for (int layer = 0; layer + 1 < WIDTHS.length; layer++) {
      ofRow += (layer == 0 ? 2 : 3) * 2.0 * WIDTHS[layer] * WIDTHS[layer + 1];
    }
    try (ShardGroup group = device.group(problem, Precision.SINGLE, 0, blocks, true)) {
      double[] result = new double[problem.dimension() + 1];
      ShardRequest request = new ShardRequest();
      request.kind = ShardRequest.Kind.EVALUATE;
      request.point = layers.initial(1);
      request.to = ShardRequest.ALL_ROWS;
      double full = Timing.median(RUNS, () -> group.answer(request, 0, 1, result));
      request.to = BATCH;
      double step = Timing.median(RUNS, () -> group.answer(request, 0, 1, result));
      double rate = ofRow * rows / full;
      String name = "perceptron 784-1024-10, forward + backward, batch %,d".formatted(BATCH);
      return List.of(
          Figure.ratio(name + ": FLOP/s / cublasSgemm", rate / products)
              .must(0.5)
              .aim(0.8)
              .details(
                  "%.1f of %.1f TFLOP/s over %d batches, their weights up and gradient down once"
                      .formatted(rate / 1e12, products / 1e12, BATCHES)),
          Figure.ratio(
                  name + ", a step with weights up and gradient down / the same products alone",
                  step * products / (ofRow * BATCH))
              .better(Direction.LOWER)
              .details("%.2f ms, %,d parameters".formatted(step * 1e3, problem.dimension())));
    }
  }
}
