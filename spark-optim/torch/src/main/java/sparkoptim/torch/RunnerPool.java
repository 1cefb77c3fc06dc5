// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import sparkoptim.core.network.NetworkInput;

/**
 * Modules that nobody uses at the moment, for the next who wants the same: one is made for each
 * rank that computes at once, and not for each shard or round. PyTorch's memory is not Java's, so
 * what has been idle for a while is closed here and not by a garbage collector.
 */
final class RunnerPool {
  private static final long IDLE_SECONDS = 30;
  private static final RunnerPool POOL = new RunnerPool();

  private final Map<Key, Deque<Idle>> idle = new HashMap<>();
  private boolean watched;

  /** All that a runner takes from its network, and the size of a batch. */
  private record Key(
      String name,
      String sha256,
      List<NetworkInput> inputs,
      List<TextScript.Mask> masks,
      boolean draws,
      int capacity) {

    static Key of(TorchNetwork network, int capacity) {
      return new Key(
          network.name(),
          network.sha256(),
          network.inputs(),
          network.masks(),
          network.draws(),
          capacity);
    }
  }

  private record Idle(TorchRunner runner, long since) {}

  private RunnerPool() {}

  static RunnerPool get() {
    return POOL;
  }

  /** Returns a module in training mode, which the caller gives back, or closes where it failed. */
  TorchRunner take(TorchNetwork network, int capacity) {
    synchronized (this) {
      Deque<Idle> known = idle.get(Key.of(network, capacity));
      if (known != null && !known.isEmpty()) {
        return known.pop().runner();
      }
    }
    return new TorchRunner(network, capacity, true);
  }

  synchronized void put(TorchRunner runner) {
    idle.computeIfAbsent(Key.of(runner.network(), runner.capacity()), key -> new ArrayDeque<>())
        .push(new Idle(runner, System.nanoTime()));
    if (!watched) {
      watched = true;
      Thread watch = new Thread(this::watch, "sparkoptim-torch-idle");
      watch.setDaemon(true);
      watch.start();
    }
  }

  /** Closes what is idle for long, until nothing is. */
  private synchronized void watch() {
    try {
      while (!idle.isEmpty()) {
        wait(TimeUnit.SECONDS.toMillis(IDLE_SECONDS));
        close(System.nanoTime() - TimeUnit.SECONDS.toNanos(IDLE_SECONDS));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      watched = false;
    }
  }

  /** Closes what has been idle since a time or longer. */
  synchronized void close(long since) {
    Iterator<Deque<Idle>> all = idle.values().iterator();
    while (all.hasNext()) {
      Deque<Idle> known = all.next();
      known.removeIf(
          one -> {
            boolean old = one.since() - since <= 0;
            if (old) {
              one.runner().close();
            }
            return old;
          });
      if (known.isEmpty()) {
        all.remove();
      }
    }
  }
}
