// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

/** The moment at which a study must stop. */
public final class Deadline {
  /** Never. */
  public static final Deadline NONE = new Deadline(Double.POSITIVE_INFINITY);

  private final long start = System.nanoTime();
  private final double seconds;

  private Deadline(double seconds) {
    this.seconds = seconds;
  }

  /** Ends the time from now on. */
  public static Deadline in(double seconds) {
    return new Deadline(seconds);
  }

  /** Returns whether the time is over. */
  public boolean passed() {
    return (System.nanoTime() - start) * 1e-9 >= seconds;
  }

  /**
   * Refuses to go on when the time is over.
   *
   * @throws PassedException then
   */
  public void check() {
    if (passed()) {
      throw new PassedException();
    }
  }

  /** The time of a study is over. */
  public static final class PassedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PassedException() {
      super("the time of the study is over");
    }
  }
}
