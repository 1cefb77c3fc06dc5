// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import sparkoptim.engine.checkpoint.RunFolder;

/** Shows what a folder holds, a model or checkpoints, without a Spark session. */
final class InspectJob {
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

  private final String path;
  private final boolean json;
  private final PrintStream out;

  /**
   * @param path a Hadoop path
   * @param json whether to print JSON
   */
  InspectJob(String path, boolean json, PrintStream out) {
    this.path = path;
    this.json = json;
    this.out = out;
  }

  /** Prints what is there. */
  void run() throws IOException {
    Path named = new Path(path);
    try (FileSystem files = FileSystem.newInstance(named.toUri(), HadoopSettings.get())) {
      Path folder = files.makeQualified(named);
      if (!files.exists(folder)) {
        throw new JobException("no such folder: " + path);
      }
      Map<String, Object> report = report(files, folder);
      if (json) {
        out.write(Json.bytes(report));
        out.flush();
      } else {
        new InspectText(out).print(report);
      }
    }
  }

  private Map<String, Object> report(FileSystem files, Path folder) throws IOException {
    if (files.exists(new Path(folder, "metadata"))) {
      return new ModelReport(files).of(folder);
    }
    CheckpointReport checkpoints = new CheckpointReport(files);
    if (RunFolder.step(folder) >= 0 || files.exists(new Path(folder, "manifest.json"))) {
      return checkpoints.ofStep(folder);
    }
    if (KEY.matcher(folder.getName()).matches()) {
      return checkpoints.ofRun(folder);
    }
    FileStatus[] children = files.listStatus(folder);
    if (Arrays.stream(children).anyMatch(c -> KEY.matcher(c.getPath().getName()).matches())) {
      return checkpoints.ofAll(folder);
    }
    throw new JobException(
        path
            + " holds neither a model (a folder metadata) nor checkpoints (folders step-<n>, or of"
            + " trainings)");
  }
}
