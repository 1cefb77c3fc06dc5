// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Squared error of one output, the mean over a batch: {@code (z - y)^2}, times the rows' weights
 * where there are some.
 */
public final class SquaredErrorLoss extends AbstractCriterion<Activity, Activity, Float>
    implements RowWeighted {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<Activity> ACTIVITY = ClassTag$.MODULE$.apply(Activity.class);

  private transient double[] weights;

  /** The loss has no settings. */
  public SquaredErrorLoss() {
    super(ACTIVITY, ACTIVITY, Floats.TAG, Floats.NUMERIC);
  }

  @Override
  public void rowWeights(double[] value) {
    weights = value;
  }

  private double weight(int row) {
    return weights == null ? 1 : weights[row];
  }

  private static double error(BatchTensor outputs, BatchTensor labels, int row) {
    return outputs.row(row)[0] - labels.row(row)[0];
  }

  @Override
  public Float updateOutput(Activity input, Activity target) {
    BatchTensor outputs = BatchTensor.of(input);
    BatchTensor labels = BatchTensor.of(target);
    double loss = 0;
    for (int row = 0; row < outputs.count(); row++) {
      double error = error(outputs, labels, row);
      loss += weight(row) * error * error;
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
      gradient[row] = (float) (2 * weight(row) * error(outputs, labels, row) / gradient.length);
    }
    Tensor<Float> tensor = Floats.tensor(gradient, gradient.length, 1);
    gradInput_$eq(tensor);
    return tensor;
  }
}
