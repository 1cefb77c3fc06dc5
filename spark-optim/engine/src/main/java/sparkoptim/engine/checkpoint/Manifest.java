// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import sparkoptim.core.StopReason;

/**
 * The description of a checkpoint, in the file {@code manifest.json}:
 *
 * <pre>
 *   format, library, written     the format's number, the version that wrote it, when
 *   settings {...}               whose state it is: texts by name
 *   backends [...]               what computed it
 *   step, passes                 how far it is
 *   seconds, effort {waitNanos, exchangeNanos, bytes}
 *   stopReason                   null while the training goes on
 *   loss                         at the last point of the learning curve
 *   loop, curve                  each {numbers {...}, counts {...}}
 *   arrays [{name, length, sha256}]   each in a file name.f64 beside it
 * </pre>
 *
 * @param format that it was written in, at most {@link #FORMAT}
 * @param library version that wrote it
 * @param written when
 * @param run whose state it is
 * @param backends what computed it, in the order of their first steps
 * @param step steps made
 * @param passes over the rows
 * @param spent seconds of training, and what of them was not computing
 * @param stopReason null while the training goes on
 * @param loss at the last point of the learning curve; NaN before the first
 * @param loop numbers and counts of the loop, by name
 * @param curve numbers and counts of the learning curve
 * @param arrays the vectors, each in a file of its own
 */
public record Manifest(
    int format,
    String library,
    Instant written,
    RunIdentity run,
    List<String> backends,
    long step,
    double passes,
    Spent spent,
    StopReason stopReason,
    double loss,
    Values loop,
    Values curve,
    List<ArrayFile> arrays) {
  /**
   * Number of the format; any change of the files or of what the fields mean needs a new one, but
   * for fields that readers can do without. {@link FormatOne} reads the first.
   */
  public static final int FORMAT = 2;

  /**
   * The cost of a training.
   *
   * @param seconds spent in steps
   * @param waitNanos of them waiting for others
   * @param exchangeNanos of them sending and receiving
   * @param bytes of answers that came from elsewhere
   */
  public record Spent(double seconds, long waitNanos, long exchangeNanos, long bytes) {}

  /** Numbers and counts by name. */
  public record Values(Map<String, Double> numbers, Map<String, Long> counts) {}

  /**
   * A vector as little-endian doubles.
   *
   * @param length number of values
   * @param sha256 of the file
   */
  public record ArrayFile(String name, int length, String sha256) {
    /** Returns the name of the file in the checkpoint's folder. */
    public String fileName() {
      return name + ".f64";
    }
  }
}
