// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once for a fit that the CPU computes: tasks of its rounds would say it again and again. */
final class FallbackLog {
  /** Number of fits that are remembered; a process may see many more. */
  private static final int MOST = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(FallbackLog.class);
  private static final Set<String> SAID =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > MOST;
            }
          });

  private FallbackLog() {}

  static void say(String fit, String reason) {
    synchronized (SAID) {
      if (!SAID.add(fit)) {
        return;
      }
    }
    LOG.warn("{}: device = auto computes on the CPU: {}", fit, reason);
  }
}
