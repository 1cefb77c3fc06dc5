// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;

/** The rows of a batch in a tensor, in memory one after the other. */
record BatchTensor(float[] values, int from, int count, int width) {

  static BatchTensor of(Activity activity) {
    Tensor<Float> tensor = activity.<Float>toTensor(Floats.NUMERIC).contiguous();
    int count = tensor.size(1);
    return new BatchTensor(
        (float[]) tensor.storage().array(),
        tensor.storageOffset() - 1,
        count,
        tensor.nElement() / count);
  }

  /** Returns a copy of one row. */
  double[] row(int row) {
    double[] copy = new double[width];
    for (int i = 0; i < width; i++) {
      copy[i] = values[from + row * width + i];
    }
    return copy;
  }
}
