// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import sparkoptim.core.StopReason;
import sparkoptim.core.sharded.CommunicationCost;
import sparkoptim.engine.TrainingCurve;
import sparkoptim.engine.TrainingState;

/** The ends of trainings that follow each other, as the end of one. */
final class JoinedStates {
  /** Numbers of a point of a curve: step, epoch, passes, objective, norm, step size, seconds. */
  private static final int COLUMNS = 7;

  private static final int EPOCH = 1;
  private static final int PASSES = 2;
  private static final int OBJECTIVE = 3;
  private static final int NORM = 4;
  private static final int SECONDS = 6;

  private JoinedStates() {}

  /**
   * Returns the end of two trainings, of which the second began where the first ended: its
   * objective there takes the place of the first's.
   */
  static TrainingState of(TrainingState first, TrainingState second) {
    double[] before = first.curve().table();
    double[] after = second.curve().table();
    int last = before.length - COLUMNS;
    for (int at = 0; at < after.length; at += COLUMNS) {
      after[at] += before[last];
      after[at + EPOCH] += before[last + EPOCH];
      after[at + PASSES] += before[last + PASSES];
      after[at + SECONDS] += before[last + SECONDS];
    }
    return state(first, second, Arrays.copyOf(before, last), after, second.stopReason());
  }

  /** Returns the end of a training whose objective was then evaluated anew. */
  static TrainingState ending(TrainingState training, TrainingState evaluated) {
    double[] points = training.curve().table();
    double[] end = evaluated.curve().table();
    int last = points.length - COLUMNS;
    double[] ending = Arrays.copyOfRange(points, last, points.length);
    ending[OBJECTIVE] = end[end.length - COLUMNS + OBJECTIVE];
    ending[NORM] = end[end.length - COLUMNS + NORM];
    double[] before = Arrays.copyOf(points, last);
    return state(training, evaluated, before, ending, training.stopReason());
  }

  /** Returns the end of a training with objectives {@code plus + times * objective}. */
  static TrainingState affine(TrainingState training, double plus, double times) {
    double[] points = training.curve().table();
    for (int at = 0; at < points.length; at += COLUMNS) {
      points[at + OBJECTIVE] = plus + times * points[at + OBJECTIVE];
      points[at + NORM] *= times;
    }
    TrainingCurve curve = new TrainingCurve();
    curve.addTable(points);
    return new TrainingState(
        training.loop(),
        curve,
        training.seconds(),
        training.stopReason(),
        training.steps(),
        training.passes(),
        training.served(),
        training.communicationCost(),
        training.backends());
  }

  private static TrainingState state(
      TrainingState first,
      TrainingState second,
      double[] before,
      double[] after,
      StopReason stopReason) {
    TrainingCurve curve = new TrainingCurve();
    curve.addTable(before);
    curve.addTable(after);
    List<String> backends =
        Stream.concat(first.backends().stream(), second.backends().stream()).distinct().toList();
    CommunicationCost cost = first.communicationCost().plus(second.communicationCost());
    return new TrainingState(
        second.loop(),
        curve,
        first.seconds() + second.seconds(),
        stopReason,
        first.steps() + second.steps(),
        first.passes() + second.passes(),
        second.served(),
        cost,
        backends);
  }
}
