// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

/**
 * The place and times of a training's checkpoints.
 *
 * @param folder a Hadoop path; each training has a folder of its own in it
 * @param seconds from one checkpoint to the next; 0 for every round
 * @param kept checkpoints of a training that stay, the latest; at least 1
 * @param resume what becomes of checkpoints that are there
 * @param keepFinished whether a training that has ended leaves its last checkpoint, so that the
 *     same training again ends at once
 */
public record CheckpointSettings(
    String folder, double seconds, int kept, Resume resume, boolean keepFinished) {
  /** Checkpoints that stay unless told otherwise. */
  public static final int KEPT = 3;

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public CheckpointSettings {
    if (folder.isBlank()) {
      throw new IllegalArgumentException("checkpointDir must name a folder, was empty");
    }
    if (!(seconds >= 0 && seconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "checkpointSeconds must be finite and >= 0 (0: every round), was " + seconds);
    }
    if (kept < 1) {
      throw new IllegalArgumentException("checkpointsKept must be >= 1, was " + kept);
    }
  }
}
