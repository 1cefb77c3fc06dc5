// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardsInTurn;

final class HostLocalEpochsTest {
  private static final int ROWS = 40;
  private static final int FEATURES = 5;

  private final Random random = new Random(8);

  private List<ShardFunction> functions(int shards) {
    LinearProblem problem =
        new LinearProblem(
            LogisticLoss.LOSS,
            FEATURES,
            1,
            true,
            (long) shards * ROWS,
            shards * ROWS,
            shards,
            0,
            1,
            Penalty.NONE,
            3);
    List<ShardFunction> functions = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      double[] labels = random.ints(ROWS, 0, 2).asDoubleStream().toArray();
      double[] values = random.doubles(ROWS * FEATURES, -1, 1).toArray();
      Block block = new Block(shard, 0, FEATURES, labels, null, null, null, values);
      functions.add(problem.shard(shard, List.of(block), true));
    }
    return functions;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16, 37})
  void answer_sideBySide_hasTheBitsOfInTurn(int shards) {
    List<ShardFunction> functions = functions(shards);
    ShardRequest request = new ShardRequest();
    request.kind = ShardRequest.Kind.LOCAL_EPOCH;
    request.eta = 0.1;
    request.to = ShardRequest.ALL_ROWS;
    request.point = random.doubles(FEATURES + 1, -1, 1).toArray();
    double[] inTurn = new double[FEATURES + 2];
    double[] sideBySide = new double[FEATURES + 2];
    HostLocalEpochs passes = new HostLocalEpochs(functions, FEATURES + 2);
    for (int epoch = 0; epoch < 3; epoch++) {
      request.epoch = epoch;
      new ShardsInTurn(functions).answer(request, 0, shards, inTurn);
      passes.answer(request, 0, shards, sideBySide);
      assertThat(sideBySide).isEqualTo(inTurn);
    }
  }
}
