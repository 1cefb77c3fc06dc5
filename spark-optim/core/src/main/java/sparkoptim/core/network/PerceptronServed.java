// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.text.NetworkText;
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
  public NetworkParts parts() {
    return NetworkParts.of(NetworkText.parse(text, layers.outputs()), input);
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
    DoubleKernels kernels = new DoubleKernels(Blas.of(Backend.AUTO));
    PerceptronPass<double[]> pass = PerceptronPass.ofSingleRows(layers, kernels, capacity);
    return new Scoring(kernels, pass, Math.min(capacity, pass.capacity()));
  }

  private final class Scoring extends BatchScoring {
    private final DoubleKernels kernels;
    private final PerceptronPass<double[]> pass;
    private final double[] copy;

    Scoring(DoubleKernels kernels, PerceptronPass<double[]> pass, int capacity) {
      super(layers.inputs(0), capacity);
      this.kernels = kernels;
      this.pass = pass;
      copy = new double[values().length];
    }

    @Override
    protected double[][] score(int count) {
      float[] features = values();
      for (int i = 0; i < copy.length; i++) {
        copy[i] = features[i];
      }
      int capacity = copy.length / layers.inputs(0);
      Block block = new Block(0, 0, layers.inputs(0), new double[capacity], null, null, null, copy);
      pass.clear();
      for (int row = 0; row < capacity; row++) {
        pass.add(block, row);
      }
      double[] all = pass.forward(kernels.load(PerceptronServed.this.values, null));
      double[][] scores = new double[count][];
      for (int row = 0; row < count; row++) {
        int from = row * layers.outputs();
        scores[row] = Arrays.copyOfRange(all, from, from + layers.outputs());
      }
      return scores;
    }
  }
}
