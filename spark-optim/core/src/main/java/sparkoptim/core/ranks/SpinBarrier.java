// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * A barrier for the threads of a node. A wait first spins briefly, since the others usually arrive
 * soon, then parks, since they may have lost their processor.
 */
final class SpinBarrier {
  private static final int SPINS = 3000;
  private static final long PARK_NANOS = 1_000_000;

  private final int members;
  private final AtomicInteger arrived = new AtomicInteger();
  private final Thread[] parked;
  private volatile int opened;
  private volatile Throwable failure;

  SpinBarrier(int members) {
    this.members = members;
    parked = new Thread[members];
  }

  /**
   * Waits for all members; what each wrote before is seen by all after.
   *
   * @param check throws where the wait must end; called now and then with the nanoseconds so far
   * @throws IllegalStateException if another member failed
   */
  void await(int member, LongConsumer check) {
    if (members == 1) {
      return;
    }
    int now = opened;
    if (arrived.incrementAndGet() == members) {
      arrived.set(0);
      opened = now + 1;
      synchronized (parked) {
        for (Thread thread : parked) {
          LockSupport.unpark(thread);
        }
      }
    } else {
      for (int spin = 0; opened == now && spin < SPINS; spin++) {
        Thread.onSpinWait();
      }
      if (opened == now) {
        park(member, now, check);
      }
    }
    rethrow();
  }

  private void park(int member, int now, LongConsumer check) {
    long start = System.nanoTime();
    synchronized (parked) {
      parked[member] = Thread.currentThread();
    }
    try {
      while (opened == now && failure == null) {
        check.accept(System.nanoTime() - start);
        LockSupport.parkNanos(this, PARK_NANOS);
      }
    } finally {
      synchronized (parked) {
        parked[member] = null;
      }
    }
  }

  /** Ends the waits of all members, now and later. */
  void fail(Throwable cause) {
    failure = cause;
  }

  private void rethrow() {
    if (failure != null) {
      throw new IllegalStateException("another rank of this executor failed: " + failure, failure);
    }
  }
}
