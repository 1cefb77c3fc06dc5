// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.text.Shape;

/**
 * A trained perceptron. Its file has the parameters as little-endian doubles.
 *
 * @param text its layers as text
 * @param input shape of a row
 * @param layers its layers
 * @param values the parameters
 */
record PerceptronServed(String text, Shape input, Layers layers, double[] values)
    implements ServedNetwork {
  private static final int BATCH = 64;

  static double[] point(byte[] file) {
    double[] point = new double[file.length / Double.BYTES];
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(point);
    return point;
  }

  @Override
  public String backend() {
    return PerceptronBackend.NAME;
  }

  @Override
  public long parameters() {
    return values.length;
  }

  @Override
  public byte[] file() {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Double.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return bytes.array();
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public NetworkScoring scoring(int capacity) {
    return new Scoring(new DoubleKernels(Blas.of(Backend.AUTO)), capacity);
  }

  private final class Scoring implements NetworkScoring {
    private final DoubleKernels kernels;
    private final PerceptronPass<double[]> pass;
    private final int capacity;
    private final int width = layers.inputs(0);
    private final float[] features;
    private final double[] copy;
    private int rows;

    Scoring(DoubleKernels kernels, int capacity) {
      this.kernels = kernels;
      pass = new PerceptronPass<>(layers, kernels, capacity);
      this.capacity = Math.min(capacity, pass.capacity());
      features = new float[this.capacity * width];
      copy = new double[features.length];
    }

    @Override
    public float[] values() {
      return features;
    }

    @Override
    public int next() {
      int from = rows * width;
      Arrays.fill(features, from, from + width, 0);
      rows++;
      return from;
    }

    @Override
    public boolean isFull() {
      return rows == capacity;
    }

    @Override
    public double[][] scores() {
      Arrays.fill(features, rows * width, features.length, 0);
      for (int i = 0; i < copy.length; i++) {
        copy[i] = features[i];
      }
      Block block = new Block(0, 0, width, new double[capacity], null, null, null, copy);
      pass.clear();
      for (int row = 0; row < capacity; row++) {
        pass.add(block, row);
      }
      double[] all = pass.forward(parameters());
      double[][] scores = new double[rows][];
      for (int row = 0; row < rows; row++) {
        int from = row * layers.outputs();
        scores[row] = Arrays.copyOfRange(all, from, from + layers.outputs());
      }
      rows = 0;
      return scores;
    }

    private double[] parameters() {
      return kernels.load(PerceptronServed.this.values, null);
    }
  }
}
