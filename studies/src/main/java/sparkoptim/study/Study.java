package sparkoptim.study;

/** An experiment on the claims of one paper. The same setup gives the same result, bit by bit. */
public interface Study {
  /** On the command line. */
  String name();

  /** The paper, in a line. */
  String paper();

  /** Whether all that it needs is on the class path. */
  default boolean canRun() {
    return true;
  }

  /** Whether its images may have any size, and come as a folder of IDX files. */
  default boolean readsImageFiles() {
    return false;
  }

  /** Measures. */
  StudyResult run(StudySetup setup);
}
