// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Where the ranks of a run meet: whoever comes last does the work for all. Ranks that come to do
 * different things, or do not come in time, fail all of them. Waits spin, then park.
 */
final class LockstepBarrier {
  private static final int SPINS = 50;

  /** What a rank comes for; all have to come for the same, to the last bit. */
  record Call(String what, List<Object> arguments) {
    static Call of(String what, Object... arguments) {
      return new Call(what, List.of(arguments));
    }

    @Override
    public String toString() {
      return arguments.isEmpty() ? what : what + arguments;
    }
  }

  private final int ranks;
  private final long timeoutNanos;
  private final Call[] calls;
  private final Thread[] threads;
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile long round;
  private volatile RuntimeException failure;

  LockstepBarrier(int ranks, double timeoutSeconds) {
    this.ranks = ranks;
    timeoutNanos = (long) (timeoutSeconds * 1e9);
    calls = new Call[ranks];
    threads = new Thread[ranks];
  }

  /** Waits for all ranks and for the work, which is done once. */
  void meet(int rank, Call call, Runnable work) {
    rethrow();
    long mine = round;
    calls[rank] = call;
    threads[rank] = Thread.currentThread();
    if (arrived.incrementAndGet() == ranks) {
      arrived.set(0);
      open(work);
      round = mine + 1;
      wake(rank);
    } else {
      await(mine);
    }
    rethrow();
  }

  private void open(Runnable work) {
    try {
      for (Call call : calls) {
        if (!call.equals(calls[0])) {
          throw new IllegalStateException("the ranks go apart: " + places());
        }
      }
      work.run();
    } catch (RuntimeException e) {
      failure = e;
    }
    Arrays.fill(calls, null);
  }

  private void wake(int rank) {
    for (int other = 0; other < ranks; other++) {
      if (other != rank) {
        LockSupport.unpark(threads[other]);
      }
    }
  }

  private void await(long mine) {
    long deadline = 0;
    for (int turn = 0; round == mine && failure == null; turn++) {
      if (turn < SPINS) {
        Thread.onSpinWait();
      } else if (deadline == 0) {
        deadline = System.nanoTime() + timeoutNanos;
      } else {
        LockSupport.parkNanos(this, deadline - System.nanoTime());
        if (round == mine && deadline - System.nanoTime() <= 0) {
          failure = new IllegalStateException("not all ranks came in time: " + places());
        }
      }
    }
  }

  private String places() {
    List<String> places = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      places.add("rank " + rank + (calls[rank] == null ? " is elsewhere" : ": " + calls[rank]));
    }
    return String.join(", ", places);
  }

  private void rethrow() {
    if (failure != null) {
      throw failure;
    }
  }
}
