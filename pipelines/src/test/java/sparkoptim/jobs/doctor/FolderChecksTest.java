// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FsStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.engine.probe.NodeReport;
import sparkoptim.jobs.doctor.Finding.Level;

/** A folder is tried by the driver and by executors, of which these only say what they saw. */
final class FolderChecksTest {
  @TempDir private Path folder;
  private final Configuration hadoop = new Configuration(false);

  /** A disk with 12 MiB left. */
  public static final class FullFileSystem extends LocalFileSystem {
    @Override
    public FsStatus getStatus(org.apache.hadoop.fs.Path path) {
      return new FsStatus(100L << 30, 99L << 30, 12L << 20);
    }
  }

  @BeforeEach
  void fileSystems() {
    hadoop.set("fs.file.impl", LocalFileSystem.class.getName());
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
  }

  private Finding check(String path, NodeReport... reports) throws Exception {
    Finding found = new FolderChecks(hadoop, place -> List.of(reports)).check("output", path);
    assertThat(found.line()).doesNotContain("\n");
    assertThat(found.advice().isEmpty()).isEqualTo(found.level() == Level.OK);
    return found;
  }

  private static NodeReport report(String error) {
    return new NodeReport("1", "host1", Map.of(), 0, NodeReport.Links.NONE, error);
  }

  @Test
  void folder_thatIsWell_isNamedWithItsFileSystem() throws Exception {
    Finding found = check(folder + "/out");
    assertThat(found.level()).as(found.line()).isEqualTo(Level.OK);
    assertThat(found.text()).startsWith("file:" + folder).contains("GiB free");
    assertThat(folder.resolve("out")).isEmptyDirectory();
  }

  @Test
  void folder_onAFullDisk_warns() throws Exception {
    hadoop.set("fs.file.impl", FullFileSystem.class.getName());
    Finding found = check(folder + "/out");
    assertThat(found.level()).as(found.line()).isEqualTo(Level.WARN);
    assertThat(found.line()).contains("12 MiB free");
  }

  @Test
  void folder_thatAnExecutorDoesNotShare_fails() throws Exception {
    assertThat(check(folder.toString(), report("it does not see the driver's file")).line())
        .startsWith("fail")
        .contains("is not shared: 1 on host1: it does not see");
    assertThat(check(folder.toString(), report("")).line())
        .startsWith("fail")
        .contains("1 on host1: its files are not seen here");
  }

  @Test
  void folder_ofAnUnknownFileSystem_fails() throws Exception {
    assertThat(check("nowhere://x/out").line()).startsWith("fail").contains("cannot be reached");
  }
}
