// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.lang.ref.Cleaner;
import java.util.Arrays;
import sparkoptim.core.network.NetworkScoring;

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
public final class TorchScorer implements NetworkScoring {
  private static final Cleaner CLEANER = Cleaner.create();

  private final TorchRunner runner;
  private final Cleaner.Cleanable cleanable;
  private final float[] values;
  private final int width;
  private final int outputs;
  private final int capacity;
  private int rows;

  /**
   * Loads a network.
   *
   * @param capacity rows of a batch, >= 1
   */
  public TorchScorer(TorchNetwork network, int capacity) {
    this.capacity = capacity;
    width = network.input().size();
    outputs = network.outputs();
    values = new float[Math.multiplyExact(capacity, width)];
    TorchRunner made = new TorchRunner(network, capacity, false);
    runner = made;
    cleanable = CLEANER.register(this, made::close);
  }

  @Override
  public float[] values() {
    return values;
  }

  @Override
  public int next() {
    int from = rows * width;
    Arrays.fill(values, from, from + width, 0);
    rows++;
    return from;
  }

  @Override
  public boolean isFull() {
    return rows == capacity;
  }

  @Override
  public double[][] scores() {
    int count = rows;
    rows = 0; // also where this fails
    Arrays.fill(values, count * width, values.length, 0);
    runner.fill(values);
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
  public void close() {
    cleanable.clean();
  }
}
