// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

import java.util.Locale;

/** A function of every number. */
public enum ActivationLayer implements Layer {
  /** {@code max(0, x)}. */
  RELU,
  /** The hyperbolic tangent. */
  TANH,
  /** {@code 1 / (1 + exp(-x))}. */
  SIGMOID,
  /**
   * {@code x Phi(x)} with the distribution function of the normal distribution (Hendrycks and
   * Gimpel 2016).
   */
  GELU;

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
