// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import sparkoptim.engine.checkpoint.CheckpointException;

/** The losses of rows to validate by, epoch after epoch, and the point where it was least. */
final class ValidationHistory {
  private static final String FILE = "validation";

  private final List<Long> steps = new ArrayList<>();
  private final List<Double> losses = new ArrayList<>();
  private double least = Double.POSITIVE_INFINITY;
  private long bestStep = -1;
  private double[] bestPoint;

  /** Adds a loss. */
  void add(long step, double loss, double[] point) {
    steps.add(step);
    losses.add(loss);
    if (bestPoint == null || loss < least) {
      least = loss;
      bestStep = step;
      bestPoint = point;
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
      best = losses.get(i) < losses.get(best) ? i : best;
    }
    return Math.max(0, losses.size() - 1 - best);
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

  /** Writes it beside a training's checkpoints, in place of what was there. */
  void write(Path folder, Configuration hadoop) {
    try {
      var bytes = new ByteArrayOutputStream();
      var data = new DataOutputStream(bytes);
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
      data.writeLong(sum(bytes.toByteArray(), bytes.size()));
      FileSystem files = folder.getFileSystem(hadoop);
      Path aside = new Path(folder, FILE + ".new");
      try (OutputStream out = files.create(aside, true)) {
        bytes.writeTo(out);
      }
      Path place = new Path(folder, FILE);
      files.delete(place, false);
      if (!files.rename(aside, place)) {
        throw new IOException("cannot rename " + aside);
      }
    } catch (IOException e) {
      throw new CheckpointException("checkpointDir " + folder + ": " + e, e);
    }
  }

  /**
   * Reads what was written beside a training's checkpoints.
   *
   * @param before losses from this step on are left out: they are measured again, and are the same
   * @param epochs how many there must be at least
   * @throws CheckpointException if it is missing or damaged
   */
  static ValidationHistory read(Path folder, Configuration hadoop, long before, long epochs) {
    ValidationHistory history = new ValidationHistory();
    Path place = new Path(folder, FILE);
    try (InputStream in = place.getFileSystem(hadoop).open(place)) {
      history.fill(in.readAllBytes(), before);
    } catch (FileNotFoundException e) {
      history = new ValidationHistory();
    } catch (IOException | IllegalArgumentException e) {
      throw damaged(place, e);
    }
    if (history.losses.size() < epochs) {
      throw damaged(place, null);
    }
    return history;
  }

  private static CheckpointException damaged(Path place, Exception cause) {
    return new CheckpointException(
        place
            + " must hold the validations so far, and is missing or damaged: resume = never starts"
            + " anew",
        cause);
  }

  private void fill(byte[] bytes, long before) throws IOException {
    int length = bytes.length - Long.BYTES;
    if (length < 0) {
      throw new IOException("it is too short");
    }
    var data = new DataInputStream(new ByteArrayInputStream(bytes));
    data.mark(bytes.length);
    data.skipBytes(length);
    if (data.readLong() != sum(bytes, length)) {
      throw new IOException("its checksum is wrong");
    }
    data.reset();
    int count = data.readInt();
    for (int i = 0; i < count; i++) {
      long step = data.readLong();
      double loss = data.readDouble();
      if (step < before) {
        steps.add(step);
        losses.add(loss);
      }
    }
    least = data.readDouble();
    bestStep = data.readLong();
    bestPoint = new double[data.readInt()];
    for (int i = 0; i < bestPoint.length; i++) {
      bestPoint[i] = data.readDouble();
    }
  }

  private static long sum(byte[] bytes, int length) {
    CRC32 sum = new CRC32();
    sum.update(Arrays.copyOf(bytes, length));
    return sum.getValue();
  }
}
