// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.core.linear.PortableMath;

/**
 * Cross entropy of a softmax, the mean over a batch: {@code -log(exp(z_y) / sum_k exp(z_k))}, times
 * the rows' weights where there are some. Labels are 0 to K - 1, as Spark's are; BigDL's own
 * criteria begin at 1. Its exponentials give the same bits everywhere.
 */
public final class SoftmaxLoss extends AbstractCriterion<Activity, Activity, Float>
    implements RowWeighted {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<Activity> ACTIVITY = ClassTag$.MODULE$.apply(Activity.class);

  private transient double[] weights;

  /** The loss has no settings. */
  public SoftmaxLoss() {
    super(ACTIVITY, ACTIVITY, Floats.TAG, Floats.NUMERIC);
  }

  /** Scores become probabilities, in place. */
  public static void softmax(double[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      largest = Math.max(largest, score);
    }
    double total = 0;
    for (int k = 0; k < scores.length; k++) {
      scores[k] = PortableMath.exp(scores[k] - largest);
      total += scores[k];
    }
    for (int k = 0; k < scores.length; k++) {
      scores[k] /= total;
    }
  }

  @Override
  public void rowWeights(double[] value) {
    weights = value;
  }

  private double weight(int row) {
    return weights == null ? 1 : weights[row];
  }

  @Override
  public Float updateOutput(Activity input, Activity target) {
    BatchTensor scores = BatchTensor.of(input);
    BatchTensor labels = BatchTensor.of(target);
    double loss = 0;
    for (int row = 0; row < scores.count(); row++) {
      double[] probabilities = scores.row(row);
      int label = (int) labels.row(row)[0];
      softmax(probabilities);
      // log1p is accurate where the model is sure; the smallest double bounds a loss of sure
      // errors.
      double others = 0;
      for (int k = 0; k < probabilities.length; k++) {
        others += k == label ? 0 : probabilities[k];
      }
      double own = Math.max(probabilities[label], Double.MIN_NORMAL);
      loss += weight(row) * StrictMath.log1p(others / own);
    }
    output_$eq((float) (loss / scores.count()));
    return output();
  }

  @Override
  public Activity updateGradInput(Activity input, Activity target) {
    BatchTensor scores = BatchTensor.of(input);
    BatchTensor labels = BatchTensor.of(target);
    float[] gradient = new float[scores.count() * scores.width()];
    for (int row = 0; row < scores.count(); row++) {
      double[] values = scores.row(row);
      softmax(values);
      values[(int) labels.row(row)[0]] -= 1;
      for (int k = 0; k < values.length; k++) {
        gradient[row * values.length + k] = (float) (weight(row) * values[k] / scores.count());
      }
    }
    Tensor<Float> tensor = Floats.tensor(gradient, scores.count(), scores.width());
    gradInput_$eq(tensor);
    return tensor;
  }
}
