// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.util.Optional;
import sparkoptim.jobs.report.ReportStep;
import sparkoptim.jobs.report.RunReport;

/** The curve of the training as a picture beside the model. */
final class CurvePicture implements ReportStep {
  @Override
  public String name() {
    return TrainJob.CURVE;
  }

  @Override
  public boolean write(RunReport run, Files output) throws IOException {
    Optional<byte[]> png =
        run.curve().isPresent() ? CurveChart.png(run.curve().get(), run.stage()) : Optional.empty();
    if (png.isPresent()) {
      output.write(TrainJob.CURVE, png.get());
    }
    return png.isPresent();
  }
}
