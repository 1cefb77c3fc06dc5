// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

import java.util.Map;
import java.util.Set;
import sparkoptim.core.PlainText;

/**
 * Networks with a name, as texts that want the number of outputs. {@code perceptron} takes any
 * features, and brings them into one scale itself. {@code lenet5} has the shape of BigDL's LeNet-5
 * (LeCun et al. 1998, with maximum pooling). {@code resnet20} is the one of He et al. (2016) for
 * images of 3 x 32 x 32: three stages of three {@link Residual} blocks with 16, 32 and 64 channels.
 * {@code convnet} is ours: three convolutions with batch normalization, for images of 8 x 8 and
 * more.
 */
final class Architectures {
  private static final Map<String, String> TEXTS =
      Map.of(
          "perceptron",
          "batchnorm dense(100) relu dense(%d)",
          "lenet5",
          "conv(6, 5) tanh pool(2) conv(12, 5) tanh pool(2) dense(100) tanh dense(%d)",
          "convnet",
          "conv(16, 3, pad=1) batchnorm relu pool(2) conv(32, 3, pad=1) batchnorm relu pool(2)"
              + " conv(64, 3, pad=1) batchnorm relu pool(2) dense(%d)",
          "resnet20",
          "conv(16, 3, pad=1) batchnorm relu residual(16) residual(16) residual(16)"
              + " residual(32, stride=2) residual(32) residual(32)"
              + " residual(64, stride=2) residual(64) residual(64) avgpool dense(%d)");

  private Architectures() {}

  static Set<String> names() {
    return TEXTS.keySet();
  }

  /** Returns the layers of a named network. */
  static String text(String name, int outputs) {
    return PlainText.of(TEXTS.get(name), outputs);
  }
}
