// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import sparkoptim.bigdl.network.NetworkFile;
import sparkoptim.bigdl.network.NetworkScorer;
import sparkoptim.core.network.NetworkParts;
import sparkoptim.core.network.NetworkScoring;
import sparkoptim.core.network.ServedNetwork;
import sparkoptim.core.network.text.Shape;

/** A trained network of BigDL's layers: the module itself never runs, its copies do. */
public final class BigdlNetwork implements ServedNetwork {
  private static final long serialVersionUID = 1L;

  /** Rows that go through the network at once: more are no faster. */
  private static final int BATCH = 32;

  private final AbstractModule<Activity, Activity, Float> module;
  private final Shape input;
  private final String text;

  /**
   * Takes a module, which nobody else may use from now on.
   *
   * @param input shape of one row
   * @param text layers, or the name of the file that they came from
   */
  public BigdlNetwork(AbstractModule<Activity, Activity, Float> module, Shape input, String text) {
    this.module = module.clearState();
    this.input = input;
    this.text = text;
  }

  @Override
  public String backend() {
    return BigdlBackend.NAME;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public Shape input() {
    return input;
  }

  @Override
  public long parameters() {
    long count = 0;
    for (Tensor<Float> tensor : module.parameters()._1()) {
      count += tensor.nElement();
    }
    return count;
  }

  @Override
  public NetworkParts parts() {
    return ModuleParts.of(module, input, text);
  }

  @Override
  public double[] values() {
    TensorNumbers<Float> reals = TensorNumbers.of(module);
    double[] parameters = Replica.values(reals, module.parameters()._1());
    Tensor<Float>[] extra = module.getExtraParameter();
    double[] statistics = extra == null ? new double[0] : Replica.values(reals, extra);
    double[] all = new double[parameters.length + statistics.length];
    System.arraycopy(parameters, 0, all, 0, parameters.length);
    System.arraycopy(statistics, 0, all, parameters.length, statistics.length);
    return all;
  }

  @Override
  public byte[] file() {
    return NetworkFile.bytes(module);
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public NetworkScoring scoring(int capacity) {
    return new NetworkScorer(module, input, capacity);
  }
}
