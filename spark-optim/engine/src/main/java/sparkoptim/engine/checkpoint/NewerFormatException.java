// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import sparkoptim.core.PlainText;

/** A later version of the library wrote this: nothing is wrong with it, and it must not be lost. */
final class NewerFormatException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  NewerFormatException(String place, long format, String library) {
    super(
        PlainText.of(
            "%s is of format %d, written by version %s; this version knows formats up to %d. Take the"
                + " later version, resume = never, or another checkpointDir",
            place, format, library, Manifest.FORMAT));
  }
}
