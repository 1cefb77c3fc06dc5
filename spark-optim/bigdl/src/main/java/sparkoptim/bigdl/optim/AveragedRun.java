// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.Stateful;

/** The average of one slice's points. */
final class AveragedRun implements Stateful {
  private final IterateAverage.Run average;
  private final double[] point;
  private long steps;

  /**
   * Creates a run that has not begun.
   *
   * @param steps steps that were made before it
   */
  AveragedRun(IterateAverage.Run average, int size, long steps) {
    this.average = average;
    this.steps = steps;
    point = new double[size];
  }

  long steps() {
    return steps;
  }

  void add(Tensor<?> weights) {
    Slice.read(weights, point);
    average.add(steps, point);
    steps++;
  }

  /** Returns the average; the last point where it has none yet. Live. */
  double[] value() {
    return average.value(point);
  }

  @Override
  public void fields(StateVisitor fields) {
    steps = fields.count("steps", steps);
    fields.vector("point", point);
    average.fields(fields.in("average"));
  }
}
