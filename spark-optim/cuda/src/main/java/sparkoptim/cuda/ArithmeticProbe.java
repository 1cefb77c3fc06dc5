// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.List;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.Penalty;
import sparkoptim.core.linear.SoftmaxCrossEntropy;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;

/** A small fit's gradients, by whose bits ranks know whether they compute alike. */
final class ArithmeticProbe {
  private static final int ROWS = 500;
  private static final int FEATURES = 33;
  private static final int CLASSES = 3;

  private ArithmeticProbe() {}

  /** Returns the hash of one margin by a kernel of ours, and of a softmax by cuBLAS. */
  static String hash(CudaDevice device, Precision precision) {
    double[] labels = new double[ROWS];
    double[] values = new double[ROWS * FEATURES];
    for (int i = 0; i < values.length; i++) {
      values[i] = CounterRandom.key(5, i) * 0x1p-63;
    }
    double[] classes = new double[ROWS];
    for (int i = 0; i < ROWS; i++) {
      labels[i] = i % 2;
      classes[i] = i % CLASSES;
    }
    String one =
        bits(device, precision, 1, new Block(0, 0, FEATURES, labels, null, null, null, values));
    String more =
        bits(
            device,
            precision,
            CLASSES,
            new Block(0, 0, FEATURES, classes, null, null, null, values));
    return one + "-" + more;
  }

  private static String bits(CudaDevice device, Precision precision, int outputs, Block block) {
    LinearProblem problem =
        new LinearProblem(
            outputs == 1 ? LogisticLoss.LOSS : SoftmaxCrossEntropy.LOSS,
            FEATURES,
            outputs,
            true,
            ROWS,
            ROWS,
            1,
            0,
            1,
            Penalty.NONE,
            1);
    ShardRequest request = new ShardRequest();
    request.kind = ShardRequest.Kind.EVALUATE;
    request.to = ShardRequest.ALL_ROWS;
    request.point = new double[problem.dimension()];
    for (int i = 0; i < request.point.length; i++) {
      request.point[i] = CounterRandom.key(6, i) * 0x1p-63;
    }
    double[] result = new double[problem.dimension() + 1];
    try (ShardGroup group =
        LinearGroup.open(device, problem, precision, 0, List.of(List.of(block)), false)) {
      group.answer(request, 0, 1, result);
    }
    return WeightsDigest.sha256(result).substring(0, 8);
  }
}
