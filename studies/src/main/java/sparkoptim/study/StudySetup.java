// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The data and the effort of a study.
 *
 * @param effort part of the full number of epochs and seeds, in (0, 1]; below 1 for a quick look
 * @param seed of everything random
 * @param length epochs as a multiple of the full number, > 0
 * @param seeds number of seeds; 0 is what the effort says
 * @param finished runs that need not be made again
 * @param deadline at which runs stop
 */
public record StudySetup(
    Digits digits,
    double effort,
    long seed,
    double length,
    int seeds,
    FinishedRuns finished,
    Deadline deadline) {
  /** The fewest epochs of a course. */
  public static final int FEWEST_EPOCHS = 2;

  /** The fewest seeds of a comparison. */
  public static final int FEWEST_SEEDS = 2;

  private static final int NAME_LENGTH = 16;

  public StudySetup {
    if (!(effort > 0 && effort <= 1)) {
      throw new IllegalArgumentException("effort must be in (0, 1], was " + effort);
    }
    if (!(length > 0 && length < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("length must be finite and > 0, was " + length);
    }
  }

  /** Creates a setup whose epochs and seeds follow the effort, without a limit of time. */
  public StudySetup(Digits digits, double effort, long seed) {
    this(digits, effort, seed, effort, 0, FinishedRuns.inMemory(), Deadline.NONE);
  }

  /** Returns this setup with another number of seeds. */
  public StudySetup withSeeds(int number) {
    return new StudySetup(digits, effort, seed, length, number, finished, deadline);
  }

  /** Returns the number of epochs for a number at full effort. */
  public int epochs(int full) {
    return (int) Math.max(FEWEST_EPOCHS, Math.round(length * full));
  }

  /** Returns the number of seeds for a number at full effort. */
  public int seeds(int full) {
    return (int) Math.max(FEWEST_SEEDS, seeds > 0 ? seeds : Math.round(effort * full));
  }

  /** Returns a short name of the rows: others have another. */
  public String rows() {
    var digest = FinishedRuns.sha256();
    for (LabelledImages part : new LabelledImages[] {digits.train(), digits.heldOut()}) {
      for (double[] numbers : new double[][] {part.labels(), part.values()}) {
        var bytes = ByteBuffer.allocate(numbers.length * Double.BYTES);
        bytes.asDoubleBuffer().put(numbers);
        digest.update(bytes);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, NAME_LENGTH);
  }
}
