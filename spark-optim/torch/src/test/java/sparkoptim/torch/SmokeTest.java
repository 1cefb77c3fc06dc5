// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

class SmokeTest {
  @Test
  void lenet() {
    TorchNetwork network = TorchNetwork.of(NetworkText.parse("lenet5", 10), Shape.of(1, 28, 28), 1);
    assertThat(network.dimension()).isEqualTo(22278);
    System.out.println(TorchArithmetic.description());
    System.out.println(TorchArithmetic.description());
    for (String text :
        new String[] {
          "conv(8, 3, pad=1) batchnorm relu dropout(0.3) residual(8) residual(16, 2) residual(32,"
              + " 2) avgpool dense(10)",
          "dense(20) layernorm gelu dropout(0.5) dense(10)",
          "embedding(7, 6) gru(5, sequence=1) attention(5) layernorm lstm(4) dense(10)",
          "pool(2) avgpool(2) tanh sigmoid scale(0.001) dense(10)",
          "embedding(7, 6) attention(3) avgpool dense(10)"
        }) {
      TorchNetwork n =
          TorchNetwork.of(
              NetworkText.parse(text, 10),
              text.startsWith("d") || text.startsWith("e") ? Shape.of(10) : Shape.of(1, 28, 28),
              1);
      System.out.println(n.parts() + " " + n.statistics() + " " + n.draws());
      double[] gradient = new double[n.dimension()];
      try (TorchRunner runner = new TorchRunner(n, 8, true)) {
        for (int i = 0; i < 8; i++) {
          runner.add(new double[n.input().size()]);
        }
        float[] out = runner.forward(0);
        float[] s = new float[80];
        java.util.Arrays.fill(s, 1);
        runner.backward(s, 1, gradient);
        System.out.println(java.util.Arrays.stream(gradient).sum() + " " + out[0]);
      }
    }
  }
}
