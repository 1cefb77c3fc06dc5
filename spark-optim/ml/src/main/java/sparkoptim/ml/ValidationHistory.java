// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.PlainText;

/**
 * The losses of rows to validate by, epoch after epoch, and the point where it was least. A loss
 * that is NaN, of scores that overflow, counts as infinite.
 */
final class ValidationHistory {
  /** Of the two lengths, the least loss with its step, and the checksum. */
  private static final int FIXED_BYTES = 2 * Integer.BYTES + 2 * Long.BYTES + Long.BYTES;

  private final List<Long> steps = new ArrayList<>();
  private final List<Double> losses = new ArrayList<>();
  private double least = Double.POSITIVE_INFINITY;
  private long bestStep = -1;
  private double[] bestPoint;

  /** Adds a loss. */
  void add(long step, double loss, double[] point) {
    steps.add(step);
    losses.add(loss);
    if (bestPoint == null || counted(loss) < least) {
      least = counted(loss);
      bestStep = step;
      bestPoint = point;
    }
  }

  /** Adds the losses of a training that followed. */
  void append(ValidationHistory later) {
    long before = lastStep();
    for (int i = 0; i < later.losses.size(); i++) {
      steps.add(before + later.steps.get(i));
      losses.add(later.losses.get(i));
    }
    if (later.bestPoint != null && (bestPoint == null || later.least < least)) {
      least = later.least;
      bestStep = before + later.bestStep;
      bestPoint = later.bestPoint;
    }
  }

  /** Returns the step of the last one; 0 before the first. */
  long lastStep() {
    return steps.isEmpty() ? 0 : steps.get(steps.size() - 1);
  }

  /** Returns the number of losses after the least one. */
  int sinceBest() {
    int best = 0;
    for (int i = 1; i < losses.size(); i++) {
      best = counted(losses.get(i)) < counted(losses.get(best)) ? i : best;
    }
    return Math.max(0, losses.size() - 1 - best);
  }

  private static double counted(double loss) {
    return Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
  }

  /** Returns the losses in their order. */
  double[] losses() {
    return losses.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Returns the point of the least loss; null before the first. */
  double[] bestPoint() {
    return bestPoint;
  }

  /** Returns whether the best point is not the last one. */
  boolean wentBack() {
    return bestStep != lastStep();
  }

  /** Writes it, but for a checksum, which is of whoever has the file. */
  void write(DataOutput data) throws IOException {
    data.writeInt(losses.size());
    for (int i = 0; i < losses.size(); i++) {
      data.writeLong(steps.get(i));
      data.writeDouble(losses.get(i));
    }
    data.writeDouble(least);
    data.writeLong(bestStep);
    data.writeInt(bestPoint.length);
    for (double value : bestPoint) {
      data.writeDouble(value);
    }
  }

  /**
   * Reads what was written.
   *
   * @param length of the file, with its checksum of 8 bytes: no room is made for more
   * @param before losses from this step on are left out
   * @param dimension of the point
   * @throws IllegalArgumentException if the length does not fit
   */
  static ValidationHistory read(DataInput data, long length, long before, int dimension)
      throws IOException {
    ValidationHistory history = new ValidationHistory();
    int count = data.readInt();
    if (length != FIXED_BYTES + 2L * Long.BYTES * count + (long) Double.BYTES * dimension) {
      throw new IllegalArgumentException(
          PlainText.of("it has %d bytes, which do not fit %d losses", length, count));
    }
    for (int i = 0; i < count; i++) {
      long step = data.readLong();
      double loss = data.readDouble();
      if (step < before) {
        history.steps.add(step);
        history.losses.add(loss);
      }
    }
    history.least = data.readDouble();
    history.bestStep = data.readLong();
    if (data.readInt() != dimension) {
      throw new IllegalArgumentException("its point has another length");
    }
    history.bestPoint = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      history.bestPoint[i] = data.readDouble();
    }
    return history;
  }
}
