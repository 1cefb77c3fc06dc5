package sparkoptim.core;

/** The loss or the point became infinite or NaN. */
public class DivergedException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  private final long step;
  private final String what;
  private final double value;

  /**
   * Names the step and what was seen there.
   *
   * @param what was not finite, such as "the loss"
   */
  public DivergedException(long step, String what, double value) {
    super(
        "diverged at step %d: %s is %s; a smaller learning rate usually helps"
            .formatted(step, what, value));
    this.step = step;
    this.what = what;
    this.value = value;
  }

  /** The step at which it was seen. */
  public long step() {
    return step;
  }

  /** What was not finite. */
  public String what() {
    return what;
  }

  /** What it was instead. */
  public double value() {
    return value;
  }
}
