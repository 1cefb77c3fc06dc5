// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.lang.ref.Cleaner;
import sparkoptim.core.network.BatchScoring;
import sparkoptim.core.network.NetworkTask;

/**
 * Applies a network to rows, with or without Spark. Close it to give PyTorch's memory back at once;
 * else that happens some time after nobody refers to it.
 *
 * <pre>{@code
 * TorchNetwork network = TorchNetwork.read(bytes, "model.pt", Shape.of(1, 28, 28));
 * try (TorchScorer scorer = new TorchScorer(network, 64)) {
 *   System.arraycopy(pixels, 0, scorer.values(), scorer.next(), pixels.length);
 *   double[][] scores = scorer.scores();
 * }
 * }</pre>
 */
public final class TorchScorer extends BatchScoring {
  private static final Cleaner CLEANER = Cleaner.create();

  private final TorchRunner runner;
  private final Cleaner.Cleanable cleanable;
  private final int outputs;
  private final int capacity;

  /**
   * Loads a network.
   *
   * @param capacity rows of a batch, >= 1
   */
  public TorchScorer(TorchNetwork network, int capacity) {
    super(network.input().size(), capacity);
    outputs = network.outputs();
    this.capacity = capacity;
    TorchRunner made = new TorchRunner(network, capacity, false);
    runner = made;
    cleanable = CLEANER.register(this, made::close);
  }

  @Override
  protected double[][] score(int count) {
    runner.fill(values(), capacity);
    float[] all = runner.forward(0);
    double[][] scores = new double[count][outputs];
    for (int row = 0; row < count; row++) {
      for (int k = 0; k < outputs; k++) {
        scores[row][k] = all[row * outputs + k];
      }
    }
    return scores;
  }

  @Override
  protected double[] losses(int count, double[] labels, NetworkTask.Loss loss) {
    runner.fill(values(), count);
    float[] all = runner.losses(labels, loss, 0);
    boolean mean = runner.tellsMean();
    double[] losses = new double[count];
    for (int row = 0; row < count; row++) {
      losses[row] = all[mean ? 0 : row];
    }
    return losses;
  }

  @Override
  public void close() {
    cleanable.clean();
  }
}
