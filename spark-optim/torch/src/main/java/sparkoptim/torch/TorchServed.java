// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import sparkoptim.core.network.NetworkParts;
import sparkoptim.core.network.NetworkScoring;
import sparkoptim.core.network.ServedNetwork;
import sparkoptim.core.network.text.Shape;

/**
 * A trained network.
 *
 * @param network with its weights
 */
record TorchServed(TorchNetwork network) implements ServedNetwork {
  private static final int BATCH = 64;

  @Override
  public String backend() {
    return TorchBackend.NAME;
  }

  @Override
  public String text() {
    return network.name();
  }

  @Override
  public Shape input() {
    return network.input();
  }

  @Override
  public long parameters() {
    return network.dimension();
  }

  @Override
  public NetworkParts parts() {
    return network.parts();
  }

  @Override
  public double[] values() {
    double[] point = network.point();
    double[] statistics = network.statisticValues();
    double[] all = new double[point.length + statistics.length];
    System.arraycopy(point, 0, all, 0, point.length);
    System.arraycopy(statistics, 0, all, point.length, statistics.length);
    return all;
  }

  @Override
  public byte[] file() {
    return network.file();
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public NetworkScoring scoring(int capacity) {
    return new TorchScorer(network, capacity);
  }
}
