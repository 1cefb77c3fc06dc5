// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import sparkoptim.bigdl.network.BigdlLayers;
import sparkoptim.bigdl.network.NetworkFile;
import sparkoptim.bigdl.network.NetworkScorer;
import sparkoptim.bigdl.network.SoftmaxLoss;
import sparkoptim.bigdl.network.SquaredErrorLoss;
import sparkoptim.core.network.NetworkBackend;
import sparkoptim.core.network.NetworkParts;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.ServedNetwork;
import sparkoptim.core.network.ShardedNetwork;
import sparkoptim.core.network.UntrainedNetwork;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/** Networks of BigDL's layers. */
public final class BigdlBackend implements NetworkBackend {
  static final String NAME = "bigdl";

  private static final int PREFERENCE = 2;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int preference() {
    return PREFERENCE;
  }

  @Override
  public boolean has(NetworkText text) {
    return BigdlLayers.has(text);
  }

  /** Whatever no other format is: its own is a plain message of protocol buffers. */
  @Override
  public boolean reads(byte[] file) {
    return file.length < 2 || file[0] != 'P' || file[1] != 'K';
  }

  @Override
  public UntrainedNetwork untrained(NetworkText text, Shape input, long seed) {
    return new Untrained(generic(text, input, seed), input, text.toString());
  }

  @SuppressWarnings("unchecked") // every module is one of activities
  private static AbstractModule<Activity, Activity, Float> generic(
      NetworkText text, Shape input, long seed) {
    AbstractModule<?, ?, Float> module = BigdlLayers.of(text, input, seed);
    return (AbstractModule<Activity, Activity, Float>) module;
  }

  @Override
  public UntrainedNetwork untrained(byte[] file, String name, Shape input, boolean trusted) {
    var module = NetworkFile.of(file, name, trusted);
    // A snapshot may hold what a saved model may not: better to learn it before training.
    return new Untrained(NetworkFile.of(NetworkFile.bytes(module), name, false), input, name);
  }

  @Override
  public ServedNetwork served(byte[] file, String text, Shape input) {
    return new BigdlNetwork(NetworkFile.of(file, text, false), input, text);
  }

  private record Untrained(
      AbstractModule<Activity, Activity, Float> module, Shape input, String text)
      implements UntrainedNetwork {

    @Override
    public NetworkParts parts() {
      return ModuleParts.of(module, input, text);
    }

    @Override
    public double[] point() {
      return Replica.values(TensorNumbers.of(module), module.parameters()._1());
    }

    /** BigDL knows shapes only by trying. */
    @Override
    public double[] scoresOfZeros() {
      try {
        NetworkScorer scorer = new NetworkScorer(module, input, 1);
        scorer.next();
        return scorer.scores()[0];
      } catch (Exception e) { // BigDL's are checked, and Scala does not declare them
        throw new IllegalArgumentException(
            "network: %s must take rows of shape %s (inputShape), and fails: %s"
                .formatted(text, input, e.getMessage()),
            e);
      }
    }

    @Override
    public ShardedNetwork problem(NetworkTask task) {
      AbstractCriterion<Activity, Activity, Float> criterion =
          task.loss() == NetworkTask.Loss.SOFTMAX ? new SoftmaxLoss() : new SquaredErrorLoss();
      int[] shape = input.sizes().stream().mapToInt(size -> size).toArray();
      return new NetworkProblem<>(
          new Network<>(module, criterion, shape, new int[] {1}, task.labels()),
          new CriterionForm(LossKind.MEAN),
          task.terms());
    }

    @Override
    public ServedNetwork trained(double[] point, double[] statistics) {
      int[] shape = input.sizes().stream().mapToInt(size -> size).toArray();
      Network<Float> network = new Network<>(module, new SquaredErrorLoss(), shape, new int[] {1});
      network.set(point);
      if (network.hasStatistics()) {
        network.setStatistics(statistics);
      }
      return new BigdlNetwork(network.module(), input, text);
    }
  }
}
