// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import sparkoptim.core.PlainText;
import sparkoptim.jobs.Curve;
import sparkoptim.jobs.Secrets;

/**
 * The curve of the training and the figures as a file of TensorBoard's events.
 *
 * @param folder that TensorBoard looks into
 */
public record TensorBoardEvents(String folder, Configuration hadoop) implements ReportStep {

  @Override
  public String name() {
    return "the events for TensorBoard in " + Secrets.redacted(folder);
  }

  @Override
  public boolean write(RunReport run, Files output) throws IOException {
    var path =
        new Path(
            folder,
            PlainText.of("events.out.tfevents.%d.sparkoptim", run.started().toEpochMilli()));
    try (var events = new EventFile(files(path).create(path, true), run.started())) {
      List<Curve.Point> points = run.curve().map(Curve::points).orElse(List.of());
      for (Curve.Point point : points) {
        Instant time = run.started().plusNanos((long) (point.seconds() * 1e9));
        write(events, time, point.step(), "objective", point.objective());
        write(events, time, point.step(), "gradientNorm", point.gradientNorm());
        write(events, time, point.step(), "stepSize", point.stepSize());
      }
      Optional<Curve.Point> last = points.stream().reduce((first, second) -> second);
      for (Map.Entry<String, Double> figure : run.figures().entrySet()) {
        long step = last.map(Curve.Point::step).orElse(0L);
        write(events, Instant.now(), step, figure.getKey(), figure.getValue());
      }
    }
    return true;
  }

  /** A local file gets no file of checksums beside it. */
  private FileSystem files(Path path) throws IOException {
    FileSystem files = path.getFileSystem(hadoop);
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  private static void write(EventFile events, Instant time, long step, String tag, double value)
      throws IOException {
    if (Double.isFinite(value)) {
      events.scalar(time, step, tag, value);
    }
  }
}
