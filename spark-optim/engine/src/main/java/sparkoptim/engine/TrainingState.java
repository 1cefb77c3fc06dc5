package sparkoptim.engine;

import java.io.Serializable;
import sparkoptim.core.LoopState;
import sparkoptim.core.StopReason;

/**
 * A training between two parts of it, or at its end. A final class because Kryo cannot read
 * records.
 */
public final class TrainingState implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LoopState loop;
  private final TrainingCurve curve;
  private final double seconds;
  private final StopReason stopReason;
  private final long steps;
  private final double passes;
  private final double[] served;

  TrainingState(
      LoopState loop,
      TrainingCurve curve,
      double seconds,
      StopReason stopReason,
      long steps,
      double passes,
      double[] served) {
    this.loop = loop;
    this.curve = curve;
    this.seconds = seconds;
    this.stopReason = stopReason;
    this.steps = steps;
    this.passes = passes;
    this.served = served;
  }

  /** The loop's changing fields. */
  public LoopState loop() {
    return loop;
  }

  /** Objective, gradient norm and step size along the way. */
  public TrainingCurve curve() {
    return curve;
  }

  /** Seconds spent in steps. */
  public double seconds() {
    return seconds;
  }

  /** Why the training ended; null while it goes on. */
  public StopReason stopReason() {
    return stopReason;
  }

  /** Steps made. */
  public long steps() {
    return steps;
  }

  /** Passes over the rows made. */
  public double passes() {
    return passes;
  }

  /** The point that the method serves; null until the end. */
  public double[] served() {
    return served;
  }
}
