// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import sparkoptim.core.data.Block;

/**
 * The rows on one device: those in use, and those of groups that were closed, which stay until
 * memory runs short, but no longer than a minute, as the next round over the same blocks comes
 * within milliseconds.
 */
final class ResidentRows {
  private static final long KEPT_SECONDS = 60;

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "sparkoptim-cuda-rows");
            thread.setDaemon(true);
            return thread;
          });

  private final CudaDevice device;
  private final List<DeviceRows> all = new ArrayList<>();

  ResidentRows(CudaDevice device) {
    this.device = device;
  }

  /**
   * Returns the rows of blocks and copies them to the device unless they are there. Give them back
   * by release.
   */
  DeviceRows use(StreamContext stream, RowForm form, List<List<Block>> shards, int width) {
    synchronized (this) {
      Optional<DeviceRows> found = all.stream().filter(rows -> rows.are(form, shards)).findFirst();
      if (found.isPresent()) {
        found.get().use();
        return found.get();
      }
      all.removeIf(rows -> !rows.used() && rows.orphaned() && closed(rows));
    }
    DeviceRows rows = RowCopy.of(stream, form, shards, width);
    rows.use();
    synchronized (this) {
      all.add(rows);
    }
    return rows;
  }

  private static boolean closed(DeviceRows rows) {
    rows.close();
    return true;
  }

  /** Ends a use. */
  synchronized void release(DeviceRows rows) {
    rows.release();
    if (device.lost() != null) {
      all.remove(rows);
    } else {
      Future<?> unused = CLOCK.schedule(this::letGoOld, KEPT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private synchronized void letGoOld() {
    long old = System.nanoTime() - TimeUnit.SECONDS.toNanos(KEPT_SECONDS);
    all.removeIf(rows -> !rows.used() && rows.unusedSince() - old <= 0 && closed(rows));
  }

  /** Frees the rows that were unused the longest; false where all are in use. */
  synchronized boolean letGo() {
    Optional<DeviceRows> oldest =
        all.stream()
            .filter(rows -> !rows.used())
            .min(Comparator.comparingLong(DeviceRows::unusedSince));
    oldest.ifPresent(
        rows -> {
          rows.close();
          all.remove(rows);
        });
    return oldest.isPresent();
  }
}
