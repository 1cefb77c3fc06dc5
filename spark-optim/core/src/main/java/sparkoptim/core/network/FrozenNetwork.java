// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardFunction;

/**
 * A network some of whose parameters stay what they are: their gradients are 0, and no penalty or
 * decay applies to them. Averages of a point with itself may round; {@link #restored} undoes it.
 *
 * @param network the whole network
 * @param frozen which coordinates stay
 */
public record FrozenNetwork(ShardedNetwork network, boolean[] frozen) implements ShardedNetwork {

  @Override
  public int dimension() {
    return network.dimension();
  }

  @Override
  public NetworkTerms terms() {
    return network.terms();
  }

  @Override
  public boolean[] matrices() {
    return network.matrices();
  }

  @Override
  public boolean treatsRowsAlone() {
    return network.treatsRowsAlone();
  }

  @Override
  public double[] penalty() {
    double[] penalty = network.penalty();
    for (int i = 0; penalty != null && i < penalty.length; i++) {
      penalty[i] = frozen[i] ? 0 : penalty[i];
    }
    return penalty;
  }

  @Override
  public boolean[] decays() {
    boolean[] decays = network.decays();
    boolean[] left = new boolean[frozen.length];
    for (int i = 0; i < left.length; i++) {
      left[i] = !frozen[i] && (decays == null || decays[i]);
    }
    return left;
  }

  @Override
  public int[] layerStarts() {
    return network.layerStarts();
  }

  @Override
  public double lossError() {
    return network.lossError();
  }

  @Override
  public double multiplications(double rowBytes) {
    return network.multiplications(rowBytes);
  }

  @Override
  public String arithmetic() {
    return network.arithmetic();
  }

  @Override
  public Map<String, String> settings() {
    double[] marks = new double[frozen.length];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = frozen[i] ? 1 : 0;
    }
    Map<String, String> settings = new LinkedHashMap<>(network.settings());
    settings.put("frozen", WeightsDigest.sha256(marks));
    return settings;
  }

  @Override
  public ShardFunction shard(int index, List<Block> blocks, boolean remember) {
    ShardFunction whole = network.shard(index, blocks, remember);
    return (request, result) -> {
      whole.answer(request, result);
      for (int i = 0; i < frozen.length; i++) {
        result[i] = frozen[i] ? 0 : result[i];
      }
    };
  }

  @Override
  public boolean hasStatistics() {
    return network.hasStatistics();
  }

  @Override
  public NetworkStatistics statistics(int shard, List<Block> blocks, double[] point) {
    return network.statistics(shard, blocks, point);
  }

  /** Returns a trained point with the frozen coordinates of the point that it began from. */
  public double[] restored(double[] point, double[] start) {
    double[] restored = point.clone();
    for (int i = 0; i < restored.length; i++) {
      restored[i] = frozen[i] ? start[i] : restored[i];
    }
    return restored;
  }
}
