// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.SGD;
import com.intel.analytics.bigdl.dllib.optim.SGD.LearningRateSchedule;
import com.intel.analytics.bigdl.dllib.utils.Table;
import java.io.Serializable;
import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/**
 * A schedule of core for BigDL's own SGD. Its values are the learning rates: SGD's {@code
 * learningRate} is not read. It counts SGD's steps from 0, or BigDL's epochs from 0, as its {@code
 * per} says; in a SequentialSchedule from its own beginning.
 *
 * <p>{@link #currentRate} is negative, as BigDL has it.
 */
public class CoreSchedule implements LearningRateSchedule, Serializable {
  private static final long serialVersionUID = 1L;

  private final Schedule schedule;
  private final long total;
  private double currentRate;
  private int excludeIterations;
  private int excludeEpochs;
  private int maxIterations;

  /**
   * Creates a schedule that does not depend on the length of the run, or one inside a
   * SequentialSchedule.
   */
  public CoreSchedule(Schedule schedule) {
    this(schedule, 0L);
  }

  /** Creates a schedule from its text, for example {@code power(0.1, 0.501)}. */
  public CoreSchedule(String text) {
    this(LearningRate.parse("CoreSchedule", text), 0L);
  }

  /**
   * Creates a schedule over a run.
   *
   * @param text of a schedule, {@code cosine(0.1, 0)}
   * @param total steps of the run, or epochs for a schedule that counts these
   */
  public CoreSchedule(String text, long total) {
    this(LearningRate.parse("CoreSchedule", text), positive(total));
  }

  /**
   * Creates a schedule over a run.
   *
   * @param total steps of the run, or epochs for a schedule that counts these; 0 is unknown
   */
  public CoreSchedule(Schedule schedule, long total) {
    Settings.required("CoreSchedule", "schedule", schedule);
    Settings.check(total >= 0, "CoreSchedule", "total", ">= 0 (0: unknown)", total);
    this.schedule = schedule;
    this.total = total;
  }

  private static long positive(long total) {
    Settings.check(total >= 1, "CoreSchedule", "total", ">= 1", total);
    return total;
  }

  /** Called by SGD before every step, and on the driver after it. */
  @Override
  public <T> void updateHyperParameter(SGD<T> method) {
    Table state = method.state();
    int steps = Counters.get(state, "evalCounter", 0);
    boolean perEpoch = schedule.per() == Schedule.Per.EPOCH;
    long count =
        perEpoch ? Counters.epochs(state) - excludeEpochs : (long) steps - excludeIterations;
    currentRate = -schedule.at(count, length(perEpoch));
    state.update("evalCounter", steps + 1);
  }

  private long length(boolean perEpoch) {
    long length = total == 0 && !perEpoch ? (long) maxIterations - excludeIterations : total;
    if (length == 0 && RunLengthDependence.matters(schedule)) {
      throw new IllegalArgumentException(
          "CoreSchedule: the schedule %s must know the length of the run: give the total %s"
              .formatted(LearningRate.print(schedule), perEpoch ? "epochs" : "steps"));
    }
    return length;
  }

  @Override
  public double currentRate() {
    return currentRate;
  }

  @Override
  public void currentRate_$eq(double rate) {
    currentRate = rate;
  }

  @Override
  public int excludeIterations() {
    return excludeIterations;
  }

  @Override
  public void excludeIterations_$eq(int iterations) {
    excludeIterations = iterations;
  }

  @Override
  public int excludeEpochs() {
    return excludeEpochs;
  }

  @Override
  public void excludeEpochs_$eq(int epochs) {
    excludeEpochs = epochs;
  }

  @Override
  public int maxIterations() {
    return maxIterations;
  }

  @Override
  public void maxIterations_$eq(int iterations) {
    maxIterations = iterations;
  }

  /** Returns the schedule itself. */
  public Schedule schedule() {
    return schedule;
  }

  /** Its length; 0 if unknown. */
  public long total() {
    return total;
  }
}
