// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import sparkoptim.core.WeightsDigest;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/** Identifies what computes networks on this machine: other processors have other last bits. */
final class TorchArithmetic {
  private static final int ROWS = 8;

  private TorchArithmetic() {}

  private static final class Once {
    private static final String DESCRIPTION = "PyTorch " + TorchLibrary.version() + ", " + probe();
  }

  /** Returns PyTorch's version with a hash of a fixed example. */
  static String description() {
    return Once.DESCRIPTION;
  }

  private static String probe() {
    Shape input = Shape.of(1, 12, 12);
    TorchNetwork network =
        TorchNetwork.of(NetworkText.parse("conv(4, 3) relu pool(2) dense(3)", 3), input, 1);
    double[] gradient = new double[network.dimension()];
    try (TorchRunner runner = new TorchRunner(network, ROWS, true)) {
      double[] row = new double[input.size()];
      for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < row.length; j++) {
          row[j] = CounterRandom.uniform(5 + i, j);
        }
        runner.add(row);
      }
      float[] outputs = runner.forward(0);
      runner.backward(outputs.clone(), 1, gradient);
    }
    return WeightsDigest.sha256(gradient).substring(0, 16);
  }
}
