// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What runs of version 0.1 left when they were ended: a folder {@code .writing-...}, with entries
 * {@code old-...} that they had moved away.
 */
final class Legacy {
  private static final Logger LOG = LoggerFactory.getLogger(Legacy.class);
  private static final String WRITING = ".writing-";
  private static final String OLD = "old-";

  private Legacy() {}

  /** Puts old entries back whose place is free, and removes the rest. */
  static boolean restore(Volume volume, Path folder) throws IOException {
    boolean restored = false;
    for (Path left : volume.children(folder)) {
      if (!left.getName().startsWith(WRITING)) {
        continue;
      }
      for (Path old : volume.children(left)) {
        String name = old.getName();
        Path target = new Path(folder, name.substring(Math.min(OLD.length(), name.length())));
        if (name.startsWith(OLD) && !volume.exists(target)) {
          volume.move(old, target);
          LOG.warn("{} is back in place: a run that was ended had moved it away", target);
          restored = true;
        }
      }
      volume.remove(left);
    }
    return restored;
  }
}
