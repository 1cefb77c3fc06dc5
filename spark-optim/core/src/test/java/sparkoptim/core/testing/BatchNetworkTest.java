// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardRequest;

/** The network of the matrix has the gradient of its loss, and one that depends on the batch. */
final class BatchNetworkTest {
  private static final SampleRows ROWS = SampleRows.random(30, 5, 2, 1, 3);
  private static final List<List<Block>> BLOCKS = ROWS.deal(2, false);

  private static BatchNetwork network(BatchNetwork.Kind kind) {
    return new BatchNetwork(kind, 5, 4, ROWS.size(), ROWS.weight(), 2);
  }

  private static double[] answer(BatchNetwork network, double[] point, long from, long to) {
    double[] sum = new double[point.length + 1];
    for (int shard = 0; shard < 2; shard++) {
      ShardFunction function = network.shard(shard, BLOCKS.get(shard), true);
      ShardRequest request = new ShardRequest();
      request.kind = ShardRequest.Kind.EVALUATE;
      request.point = point;
      request.from = from;
      request.to = to;
      double[] part = new double[sum.length];
      function.answer(request, part);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += part[i];
      }
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource(BatchNetwork.Kind.class)
  void gradient_isThatOfTheLoss(BatchNetwork.Kind kind) {
    BatchNetwork network = network(kind);
    double[] point = network.initial();
    double[] gradient = answer(network, point, 4, 20);
    for (int i = 0; i < point.length; i++) {
      double[] moved = point.clone();
      moved[i] += 1e-5;
      double above = answer(network, moved, 4, 20)[point.length];
      moved[i] -= 2e-5;
      double below = answer(network, moved, 4, 20)[point.length];
      assertThat(gradient[i]).as("%d", i).isCloseTo((above - below) / 2e-5, within(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(BatchNetwork.Kind.class)
  void gradient_ofTwoHalves_isNotThatOfTheWhole(BatchNetwork.Kind kind) {
    BatchNetwork network = network(kind);
    double[] point = network.initial();
    double[] whole = answer(network, point, 0, 30);
    double[] first = answer(network, point, 0, 14);
    double[] second = answer(network, point, 14, 30);
    double apart = 0;
    for (int i = 0; i < point.length; i++) {
      apart = Math.max(apart, Math.abs(whole[i] - first[i] - second[i]));
    }
    assertThat(apart).isGreaterThan(0.1);
  }
}
