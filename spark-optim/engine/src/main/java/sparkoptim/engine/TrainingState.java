// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import sparkoptim.core.LoopState;
import sparkoptim.core.StopReason;
import sparkoptim.core.ranks.Layout;
import sparkoptim.core.sharded.CommunicationCost;

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
  private final CommunicationCost communicationCost;
  private final String[] backends;

  /**
   * Creates a state from its parts.
   *
   * @param seconds spent in steps
   * @param stopReason null while the training goes on
   * @param served null while the training goes on
   * @param backends what computed it, in the order of their first steps
   */
  public TrainingState(
      LoopState loop,
      TrainingCurve curve,
      double seconds,
      StopReason stopReason,
      long steps,
      double passes,
      double[] served,
      CommunicationCost communicationCost,
      List<String> backends) {
    this.loop = loop;
    this.curve = curve;
    this.seconds = seconds;
    this.stopReason = stopReason;
    this.steps = steps;
    this.passes = passes;
    this.served = served;
    this.communicationCost = communicationCost;
    this.backends = backends.toArray(String[]::new); // Kryo cannot read unmodifiable lists
  }

  /** Returns the part of this state that a rank needs to continue. */
  TrainingState part(Layout layout, int rank) {
    int from = layout.firstCoordinate(rank);
    int to = layout.firstCoordinate(rank + 1);
    LoopState part = loop.part(layout.dimension(), from, to);
    return new TrainingState(
        part, curve, seconds, stopReason, steps, passes, null, communicationCost, backends());
  }

  /** Returns the state of which ranks have the parts, in their order. */
  static TrainingState join(List<TrainingState> parts) {
    TrainingState first = parts.get(0);
    LoopState loop = LoopState.join(parts.stream().map(TrainingState::loop).toList());
    double[] served =
        first.served == null
            ? null
            : parts.stream().flatMapToDouble(part -> Arrays.stream(part.served)).toArray();
    return new TrainingState(
        loop,
        first.curve,
        first.seconds,
        first.stopReason,
        first.steps,
        first.passes,
        served,
        first.communicationCost,
        first.backends());
  }

  /**
   * This state with what computed its last round.
   *
   * @param from the state at that round's start; null at the training's
   */
  TrainingState computedBy(List<String> last, TrainingState from) {
    List<String> all = Backends.distinct(from == null ? List.of() : from.backends(), last);
    return new TrainingState(
        loop, curve, seconds, stopReason, steps, passes, served, communicationCost, all);
  }

  /** Returns the state from which a training that ran out of time can continue. */
  public TrainingState unfinished() {
    if (stopReason != StopReason.TIME_LIMIT) {
      throw new IllegalStateException("the training did not run out of time: " + stopReason);
    }
    return new TrainingState(
        loop,
        curve.withoutEnd(),
        seconds,
        null,
        steps,
        passes,
        null,
        communicationCost,
        backends());
  }

  /** Returns the loop's changing fields. */
  public LoopState loop() {
    return loop;
  }

  /** Returns the objective, gradient norm and step size along the way. */
  public TrainingCurve curve() {
    return curve;
  }

  /** Returns the seconds spent in steps. */
  public double seconds() {
    return seconds;
  }

  /** Returns the part of these seconds that was not computing, and the bytes that were reduced. */
  public CommunicationCost communicationCost() {
    return communicationCost;
  }

  /**
   * Returns what computed the gradients, each once, in the order of their first steps: rounds may
   * run on executors that differ.
   */
  public List<String> backends() {
    return List.of(backends);
  }

  /** Returns why the training ended; null while it goes on. */
  public StopReason stopReason() {
    return stopReason;
  }

  /** Returns the number of steps made. */
  public long steps() {
    return steps;
  }

  /** Returns the passes over the rows made. */
  public double passes() {
    return passes;
  }

  /** Returns the point that the method serves; null until the end. */
  public double[] served() {
    return served;
  }
}
