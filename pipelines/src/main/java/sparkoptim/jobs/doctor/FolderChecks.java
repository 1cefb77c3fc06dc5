// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import sparkoptim.core.PlainText;
import sparkoptim.engine.probe.NodeReport;
import sparkoptim.engine.probe.SharedFolder;

/** Does with a folder what a job does, by the driver and by all executors. */
final class FolderChecks {
  private static final String PART = "folders";
  private static final long LEAST_FREE_BYTES = 1L << 30;

  private final Configuration hadoop;
  private final Executors executors;

  /** What executors say of a folder. */
  interface Executors {
    /** Lets all of them read and write there. */
    List<NodeReport> share(String place)
        throws InterruptedException, ExecutionException, TimeoutException;
  }

  FolderChecks(Configuration hadoop, Executors executors) {
    this.hadoop = hadoop;
    this.executors = executors;
  }

  /**
   * Tries a folder.
   *
   * @param key of the setting
   */
  Finding check(String key, String path)
      throws InterruptedException, ExecutionException, TimeoutException {
    String step = "reached";
    try {
      FileSystem files = new Path(path).getFileSystem(hadoop);
      String whole = files.makeQualified(new Path(path)).toString();
      step = "made";
      try (SharedFolder folder = SharedFolder.make(path, hadoop)) {
        step = "used by the driver";
        folder.tryAll();
        List<String> apart = apart(folder);
        return apart.isEmpty()
            ? room(key, whole, folder.freeBytes())
            : Finding.fail(
                PART,
                key,
                whole + " is not shared: " + String.join("; ", apart),
                "take a folder that all machines share, as on HDFS, S3 or NFS");
      }
    } catch (IOException | RuntimeException | FSError e) {
      return Finding.fail(
          PART,
          key,
          path + " cannot be " + step + ": " + Doctor.firstLine(e),
          "see its rights and space");
    }
  }

  private List<String> apart(SharedFolder folder)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    List<String> apart = new ArrayList<>();
    for (NodeReport report : executors.share(folder.place())) {
      String name = report.executor() + " on " + report.host();
      if (!report.folderError().isEmpty()) {
        apart.add(name + ": " + report.folderError());
      } else if (!folder.sees(report.executor())) {
        apart.add(name + ": its files are not seen here");
      }
    }
    return apart;
  }

  private static Finding room(String key, String path, long bytes) {
    if (bytes < LEAST_FREE_BYTES) {
      return Finding.warn(
          PART,
          key,
          path + PlainText.of(" has %d MiB free", bytes >> 20),
          "remove what is not needed, or take another folder");
    }
    // Object stores say as much as a long can.
    String room = bytes >> 60 > 0 ? "" : PlainText.of(", %d GiB free", bytes >> 30);
    return Finding.ok(
        PART, key, path + ": written, read, renamed, listed, shared by executors" + room);
  }
}
