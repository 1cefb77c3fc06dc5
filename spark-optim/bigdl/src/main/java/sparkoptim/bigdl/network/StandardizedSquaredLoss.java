// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Squared error of one output against standardized labels, the mean over a batch: {@code (z - (y -
 * mean) / deviation)^2}. In this scale initial weights and customary step sizes fit, whatever unit
 * the labels have.
 */
public final class StandardizedSquaredLoss extends AbstractCriterion<Activity, Activity, Float> {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<Activity> ACTIVITY = ClassTag$.MODULE$.apply(Activity.class);

  private final double mean;
  private final double deviation;

  /**
   * Creates a loss.
   *
   * @param mean that standardized labels are counted from
   * @param deviation the unit of standardized labels, > 0
   */
  public StandardizedSquaredLoss(double mean, double deviation) {
    super(ACTIVITY, ACTIVITY, Floats.TAG, Floats.NUMERIC);
    if (!(deviation > 0)) {
      throw new IllegalArgumentException("squared loss: deviation must be > 0, was " + deviation);
    }
    this.mean = mean;
    this.deviation = deviation;
  }

  private double error(BatchTensor outputs, BatchTensor labels, int row) {
    return outputs.row(row)[0] - (labels.row(row)[0] - mean) / deviation;
  }

  @Override
  public Float updateOutput(Activity input, Activity target) {
    BatchTensor outputs = BatchTensor.of(input);
    BatchTensor labels = BatchTensor.of(target);
    double loss = 0;
    for (int row = 0; row < outputs.count(); row++) {
      double error = error(outputs, labels, row);
      loss += error * error;
    }
    output_$eq((float) (loss / outputs.count()));
    return output();
  }

  @Override
  public Activity updateGradInput(Activity input, Activity target) {
    BatchTensor outputs = BatchTensor.of(input);
    BatchTensor labels = BatchTensor.of(target);
    float[] gradient = new float[outputs.count()];
    for (int row = 0; row < gradient.length; row++) {
      gradient[row] = (float) (2 * error(outputs, labels, row) / gradient.length);
    }
    Tensor<Float> tensor = Floats.tensor(gradient, gradient.length, 1);
    gradInput_$eq(tensor);
    return tensor;
  }
}
