// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.visualization.Summary;
import sparkoptim.engine.Progress;
import sparkoptim.engine.ProgressListener;

/** Writes a fit's reports into BigDL's files for TensorBoard, under BigDL's names. */
record SummaryScalars(String fit, Summary summary) implements ProgressListener {
  @Override
  public void progress(Progress progress) {
    if (progress.fit().equals(fit)) {
      summary.addScalar("Loss", (float) progress.loss(), progress.step());
      summary.addScalar("LearningRate", (float) progress.stepSize(), progress.step());
      summary.addScalar("Throughput", (float) progress.rowsPerSecond(), progress.step());
    }
  }
}
