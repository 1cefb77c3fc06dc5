// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.Map;

/**
 * Brings losses of linear models from another jar. A service of {@link java.util.ServiceLoader}:
 * the jar names its class in {@code META-INF/services/sparkoptim.core.linear.LossProvider}. {@link
 * LossText} finds it wherever the jar is on the class path.
 */
public interface LossProvider {
  /**
   * Returns the losses by name, each a record with its default settings. Names are words in lower
   * case with hyphens, as in {@code squared-hinge}; none may be the name of another loss.
   */
  Map<String, LinearLoss> losses();
}
