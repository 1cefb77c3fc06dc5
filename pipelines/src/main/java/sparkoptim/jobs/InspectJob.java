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

/**
 * Shows what a folder holds, a model or checkpoints, without a Spark session; for data it proposes
 * a configuration.
 */
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
        throw new JobException("no such file or folder: " + path);
      }
      if (isData(files, folder)) {
        inspectData(files, folder);
        return;
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

  /** Files are data; of folders, those that hold neither a model nor checkpoints, but files. */
  private static boolean isData(FileSystem files, Path path) throws IOException {
    if (!files.getFileStatus(path).isDirectory()) {
      return true;
    }
    if (files.exists(new Path(path, "metadata"))
        || files.exists(new Path(path, "manifest.json"))
        || RunFolder.step(path) >= 0
        || KEY.matcher(path.getName()).matches()) {
      return false;
    }
    return Arrays.stream(files.listStatus(path))
        .anyMatch(
            child -> {
              String name = child.getPath().getName();
              boolean partition = child.isDirectory() && name.contains("=");
              return (child.isFile() || partition) && !name.matches("[._].*");
            });
  }

  private void inspectData(FileSystem files, Path data) throws IOException {
    var quiet = new RunSettings(ConsoleProgress.Mode.NONE, RunSettings.LogLevel.ERROR);
    String place =
        files.getUri().getScheme().equals("file") ? data.toUri().getPath() : data.toString();
    try (var session = JobSession.open("spark-optim inspect", quiet)) {
      new DataInspection(session.spark(), place).print(out, json);
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
