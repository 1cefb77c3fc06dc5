// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.optim.Trigger;
import com.intel.analytics.bigdl.dllib.utils.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import scala.Option;
import sparkoptim.engine.RoundLimit;
import sparkoptim.engine.RoundSchedule;
import sparkoptim.engine.TrainingState;

/**
 * BigDL's triggers, between rounds: a round ends at the next step at which one of them fires. Each
 * is asked once for every step, in order, as BigDL's optimizers do, with {@code neval} one above
 * the steps made and {@code epoch} counted from 1. What ends a training by its loss or score is
 * looked at where rounds end: at the end of every epoch where a trigger reads the loss, which is
 * then the mean over the epoch's mini-batches, and after ten seconds at the latest.
 */
final class TriggerRounds implements RoundSchedule {
  /** No training has more steps; a trigger that counts has fired before. */
  private static final long MOST_STEPS = 20_000_000;

  private final long stepsPerEpoch;
  private final long planned;
  private final Trigger end;
  private final List<Event> events = new ArrayList<>();
  private final List<Event> due = new ArrayList<>();
  private final ReadTable table = new ReadTable();
  private volatile float loss = Float.POSITIVE_INFINITY; // told by other threads
  private volatile float score = Float.NEGATIVE_INFINITY;
  private long asked;

  /** Remembers whether somebody has asked for the loss. */
  private static final class ReadTable extends Table {
    private static final long serialVersionUID = 1L;

    private boolean lossRead;

    ReadTable() {
      super(new Object[0]);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // BigDL's own signature
    public <V> V apply(Object key) {
      lossRead |= key.equals("Loss");
      return super.apply(key);
    }

    @Override
    public <V> Option<V> get(Object key) {
      lossRead |= key.equals("Loss");
      return super.get(key);
    }
  }

  private record Event(Trigger when, Consumer<TrainingState> what) {}

  /**
   * Creates rounds without events.
   *
   * @throws IllegalArgumentException if no number of steps or epochs ends the training
   */
  TriggerRounds(long stepsPerEpoch, Trigger end) {
    this(stepsPerEpoch, end, MOST_STEPS);
  }

  /** Creates the same with another number of steps that no training has more of. */
  TriggerRounds(long stepsPerEpoch, Trigger end, long most) {
    this.stepsPerEpoch = stepsPerEpoch;
    this.end = end;
    long steps = 0;
    while (!end.apply(at(steps))) {
      if (++steps > most) {
        throw new IllegalArgumentException(
            "setEndWhen: must end after a number of steps or epochs, as schedules need it; join"
                + " Trigger.maxEpoch or Trigger.maxIteration to yours by Trigger.or");
      }
    }
    planned = steps;
  }

  /** Returns the steps after which the training ends by counting alone. */
  long plannedSteps() {
    return planned;
  }

  /** Adds what happens after the steps at which a trigger fires. */
  void when(Trigger trigger, Consumer<TrainingState> what) {
    events.add(new Event(trigger, what));
  }

  /** Sets the latest known loss. */
  void loss(double latest) {
    loss = (float) latest;
  }

  /** Sets the latest validation's score. */
  void score(double latest) {
    score = (float) latest;
  }

  private Table at(long steps) {
    table.update("neval", (int) steps + 1);
    table.update("epoch", (int) (steps / stepsPerEpoch) + 1);
    table.update("Loss", loss);
    table.update("score", score);
    return table;
  }

  @Override
  public RoundLimit next(TrainingState state) {
    long done = state == null ? 0 : state.steps();
    if (asked < done) { // resumed: what happened before does not happen again
      ask(done);
      due.clear();
    }
    if (state != null && done % stepsPerEpoch == 0 && !state.curve().points().isEmpty()) {
      loss(state.curve().last().objective);
    }
    happen(state);
    if (state != null && end.apply(at(done))) {
      return null;
    }
    while (due.isEmpty() && asked < planned) {
      ask(asked + 1);
      if (table.lossRead && asked % stepsPerEpoch == 0) {
        break; // a loss is there to be read
      }
    }
    return new RoundLimit(
        Math.max(1, asked - done), RoundLimit.DEFAULT.seconds(), RoundLimit.DEFAULT.last());
  }

  /** Lets happen what is due after a state's steps. */
  void happen(TrainingState state) {
    if (state != null && state.steps() == asked) {
      List<Event> now = List.copyOf(due);
      due.clear();
      now.forEach(event -> event.what().accept(state));
    }
  }

  private void ask(long until) {
    while (asked < until) {
      asked++;
      for (Event event : events) {
        if (event.when().apply(at(asked))) {
          due.add(event);
        }
      }
    }
  }
}
