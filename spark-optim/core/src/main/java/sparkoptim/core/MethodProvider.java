// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.Map;

/**
 * Brings parts of methods from another jar: gradient estimators, update rules, step sizes,
 * schedules and averages. A service of {@link java.util.ServiceLoader}: the jar names its class in
 * {@code META-INF/services/sparkoptim.core.MethodProvider}. {@link MethodRegistry} finds it
 * wherever the jar is on the class path, on the driver and on executors.
 */
public interface MethodProvider {
  /**
   * Returns the parts by name, each a record with its default settings. Names are words in lower
   * case with hyphens, as in {@code step-tuned}; none may be the name of another part.
   */
  Map<String, MethodPart> parts();
}
