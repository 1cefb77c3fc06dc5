// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

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

  /** Returns whether its images may have any size, and come as a folder of IDX files. */
  default boolean readsImageFiles() {
    return false;
  }

  /** Runs the study and returns its measurements. */
  StudyResult run(StudySetup setup);
}
