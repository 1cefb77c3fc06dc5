// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.PlainText;

/**
 * How many ranks each round has: as many as wanted where the slots are there, else as many as there
 * are now. The bits of a result do not depend on it, so that a lost executor costs speed only, and
 * only until it is back.
 */
final class RoundRanks {
  /** The round is for {@link JobEngine}: what is left cannot hold the rows in memory. */
  static final int JOBS = 0;

  /** How long the first round after a loss waits for another executor in the place of the lost. */
  private static final double REPLACEMENT_SECONDS = 5;

  private static final long MILLIS_BETWEEN_LOOKS = 50;
  private static final Logger LOG = LoggerFactory.getLogger(RoundRanks.class);

  private final int wanted;
  private final double bytes;
  private final double startSeconds;

  /** Whether the last round had fewer ranks than wanted. */
  private boolean fewer;

  /** Whether ranks have not started for want of free slots; from then on only those count. */
  private boolean crowded;

  /**
   * @param bytes of the rows; 0 where nobody knows
   * @param startSeconds how long a round waits for a first slot
   */
  RoundRanks(int wanted, double bytes, double startSeconds) {
    this.wanted = wanted;
    this.bytes = bytes;
    this.startSeconds = startSeconds;
  }

  /** Returns the number of ranks of the next round, or {@link #JOBS}. */
  int next(String fit, SlotSource source) {
    Slots slots = awaited(source);
    long there = crowded ? slots.free() : slots.count();
    boolean all = there >= wanted;
    int ranks = all ? wanted : (int) Math.max(1, there);
    if ((!all || slots.dynamic()) && !hold(slots, ranks)) {
      ranks = JOBS;
    }
    tell(fit, ranks, there);
    fewer = ranks != wanted;
    crowded &= !all;
    return ranks;
  }

  /** Says that the ranks of a round have not started in time. */
  void notStarted() {
    crowded = true;
  }

  /** Returns one rank where an executor can hold the rows, else {@link #JOBS}. */
  int alone(SlotSource source) {
    return hold(source.now(), 1) ? 1 : JOBS;
  }

  private void tell(String fit, int ranks, long slots) {
    if (ranks == JOBS && !fewer) {
      LOG.warn(
          "{}: there are slots for {} of {} ranks, and {} of rows are too many for the memory of"
              + " their executors; the fit goes on with a job for each evaluation, to the same"
              + " result, and takes ranks when there are more executors",
          fit,
          Math.min(slots, wanted),
          wanted,
          PlainText.of("%.1f MiB", bytes / (1 << 20)));
    } else if (ranks != wanted && !fewer) {
      LOG.warn(
          "{}: there are slots for {} of {} ranks; the fit goes on with them, to the same result,"
              + " and takes all again when executors are back",
          fit,
          ranks,
          wanted);
    } else if (ranks == wanted && fewer) {
      LOG.warn("{}: all {} ranks are back", fit, wanted);
    }
  }

  private boolean hold(Slots slots, int ranks) {
    return bytes <= EngineChoice.ROOM * (ranks == 1 ? slots.bytesOfOne() : slots.bytes());
  }

  private Slots awaited(SlotSource source) {
    long start = System.nanoTime();
    Slots slots = source.now();
    if (slots.count() < wanted && !fewer) {
      source.ask(wanted - slots.count());
    }
    while (slots.count() < wanted && (System.nanoTime() - start) / 1e9 < patience(slots)) {
      try {
        Thread.sleep(MILLIS_BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("the fit was interrupted");
      }
      slots = source.now();
    }
    return slots;
  }

  private double patience(Slots slots) {
    if (slots.count() == 0) {
      return startSeconds;
    }
    return fewer || crowded ? 0 : Math.min(REPLACEMENT_SECONDS, startSeconds);
  }
}
