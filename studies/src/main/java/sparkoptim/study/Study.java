// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.Optional;

/** An experiment on the claims of one paper. The same setup gives the same result, bit by bit. */
public interface Study {
  /** Returns the name of the study on the command line. */
  String name();

  /** Returns the paper, in a line. */
  String paper();

  /** Returns whether all that it needs is on the class path. */
  default boolean canRun() {
    return true;
  }

  /** Returns its size at full effort; empty for studies whose size is the effort alone. */
  default Optional<StudySize> size() {
    return Optional.empty();
  }

  /** Returns its size at full effort on some images, where it depends on them. */
  default Optional<StudySize> size(Digits digits) {
    return size();
  }

  /**
   * Runs the study and returns its measurements.
   *
   * @throws Deadline.PassedException when the time of the setup is over
   */
  StudyResult run(StudySetup setup);
}
