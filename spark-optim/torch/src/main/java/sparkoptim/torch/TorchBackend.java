// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.util.List;
import sparkoptim.core.network.NetworkBackend;
import sparkoptim.core.network.NetworkInput;
import sparkoptim.core.network.NetworkParts;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.ServedNetwork;
import sparkoptim.core.network.ShardedNetwork;
import sparkoptim.core.network.UntrainedNetwork;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/** Networks computed by PyTorch: texts, and TorchScript files. */
public final class TorchBackend implements NetworkBackend {
  static final String NAME = "torch";

  private static final int PREFERENCE = 1;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int preference() {
    return PREFERENCE;
  }

  @Override
  public String missing() {
    return TorchLibrary.missing();
  }

  @Override
  public boolean has(NetworkText text) {
    return true;
  }

  @Override
  public boolean reads(byte[] file) {
    return file.length > 1 && file[0] == 'P' && file[1] == 'K';
  }

  @Override
  public UntrainedNetwork untrained(NetworkText text, Shape input, long seed) {
    return new Untrained(TorchNetwork.of(text, input, seed));
  }

  @Override
  public UntrainedNetwork untrained(byte[] file, String name, Shape input, boolean trusted) {
    return new Untrained(TorchNetwork.read(file, name, input));
  }

  @Override
  public UntrainedNetwork untrained(byte[] file, String name, List<NetworkInput> inputs) {
    return new Untrained(TorchNetwork.read(file, name, inputs));
  }

  @Override
  public ServedNetwork served(byte[] file, String text, List<NetworkInput> inputs) {
    return new TorchServed(TorchNetwork.read(file, text, inputs));
  }

  @Override
  public ServedNetwork served(byte[] file, String text, Shape input) {
    return new TorchServed(TorchNetwork.read(file, text, input));
  }

  private record Untrained(TorchNetwork network) implements UntrainedNetwork {

    @Override
    public String text() {
      return network.name();
    }

    @Override
    public Shape input() {
      return network.input();
    }

    @Override
    public NetworkParts parts() {
      return network.parts();
    }

    @Override
    public double[] point() {
      return network.point();
    }

    @Override
    public double[] scoresOfZeros() {
      try (TorchScorer scorer = new TorchScorer(network, 1)) {
        scorer.next();
        return scorer.scores()[0];
      }
    }

    @Override
    public boolean hasLoss() {
      return network.hasLoss();
    }

    @Override
    public ShardedNetwork problem(NetworkTask task) {
      if (task.loss().isModules()) {
        network.tryLoss(task.loss());
      }
      return new TorchProblem(network, task.loss(), task.labels(), task.terms());
    }

    @Override
    public ServedNetwork trained(double[] point, double[] statistics) {
      return new TorchServed(network.with(point, statistics));
    }
  }
}
