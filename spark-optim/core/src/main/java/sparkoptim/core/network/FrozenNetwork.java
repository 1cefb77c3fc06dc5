// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sparkoptim.core.Bounds;
import sparkoptim.core.Capability;
import sparkoptim.core.LossRange;
import sparkoptim.core.MarginModel;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardGroup;

/**
 * A network some of whose parameters stay what they are: it is computed with those of the start,
 * whatever a point has in their place, their gradients are 0, and no penalty or decay applies to
 * them. A rule may move them all the same, by a decay of its own as that of LARS or by a sum of
 * gradients from 0 as FTRL; {@link #restored} undoes it.
 *
 * @param network the whole network
 * @param frozen which coordinates stay
 * @param start a point that has their values
 */
public record FrozenNetwork(ShardedNetwork network, boolean[] frozen, double[] start)
    implements ShardedNetwork {

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
  public long rows() {
    return network.rows();
  }

  @Override
  public double weight() {
    return network.weight();
  }

  @Override
  public int shards() {
    return network.shards();
  }

  @Override
  public double[] penalty() {
    return ofTrained(network.penalty());
  }

  @Override
  public double[] l1Penalty() {
    return ofTrained(network.l1Penalty());
  }

  private double[] ofTrained(double[] weights) {
    return weights == null ? null : FrozenRequest.zeros(weights.clone(), frozen);
  }

  @Override
  public Bounds bounds() {
    return network.bounds();
  }

  @Override
  public LossRange lossRange() {
    return network.lossRange();
  }

  @Override
  public double typicalCurvature(double loss) {
    return network.typicalCurvature(loss);
  }

  /** Returns infinity: answers by slot would have the gradients of frozen coordinates. */
  @Override
  public double touchedPerRow() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public Set<Capability> offers() {
    return network.offers();
  }

  /** Returns null: what knows the margins knows nothing of frozen coordinates. */
  @Override
  public MarginModel margins() {
    return null;
  }

  @Override
  public boolean dividesByOwnWeights() {
    return network.dividesByOwnWeights();
  }

  @Override
  public int slopesPerRow() {
    return network.slopesPerRow();
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
    FrozenRequest asked = new FrozenRequest(frozen, start);
    return (request, result) -> {
      whole.answer(asked.of(request), result);
      asked.finish(result);
    };
  }

  @Override
  public ShardGroup group(int first, List<List<Block>> shards, boolean remember) {
    return new FrozenGroup(
        network.group(first, shards, remember), new FrozenRequest(frozen, start));
  }

  @Override
  public boolean hasStatistics() {
    return network.hasStatistics();
  }

  @Override
  public NetworkStatistics statistics(int shard, List<Block> blocks, double[] point) {
    return network.statistics(shard, blocks, restored(point));
  }

  /** Returns a trained point with the frozen coordinates of the start. */
  public double[] restored(double[] point) {
    double[] restored = point.clone();
    FrozenRequest.restore(restored, frozen, start);
    return restored;
  }
}
