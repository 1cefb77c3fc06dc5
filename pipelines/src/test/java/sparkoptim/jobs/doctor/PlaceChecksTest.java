// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports that others have, and folders of events that are not there, end an application. */
final class PlaceChecksTest {
  private final SparkConf conf = new SparkConf(false);
  private final Configuration hadoop = new Configuration(false);
  private Needs needs = Needs.NONE;

  /** An HDFS that takes no files at the moment. */
  public static final class SafeModeFileSystem extends DistributedFileSystem {
    @Override
    public void initialize(URI name, Configuration conf) {
      setConf(conf);
    }

    @Override
    public URI getUri() {
      return URI.create("safe://names:8020");
    }

    @Override
    public org.apache.hadoop.fs.Path getWorkingDirectory() {
      return new org.apache.hadoop.fs.Path("safe://names:8020/user/me");
    }

    @Override
    public boolean isInSafeMode() {
      return true;
    }
  }

  private List<String> lines() throws InterruptedException {
    List<String> lines = new ArrayList<>();
    new PlaceChecks(conf, hadoop, needs).all(finding -> lines.add(finding.line()));
    return lines;
  }

  @Test
  void settings_withoutPortsAndEvents_needNothing() throws InterruptedException {
    assertThat(lines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.driver.port", "spark.driver.blockManager.port"})
  void port_thatIsTaken_failsUnlessOneAboveItMayBe(String name) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      conf.set("spark.driver.host", "127.0.0.1").set("spark.port.maxRetries", "0");
      conf.set(name, "" + taken.getLocalPort());
      assertThat(lines())
          .singleElement()
          .asString()
          .startsWith("fail")
          .contains(name + ": none of " + taken.getLocalPort());
      conf.set("spark.port.maxRetries", "1000");
      assertThat(lines()).singleElement().asString().startsWith("ok");
    }
  }

  @Test
  void events_folderThatIsNotThere_fails(@TempDir Path folder) throws Exception {
    conf.set("spark.eventLog.enabled", "true").set("spark.eventLog.dir", folder + "/events");
    assertThat(lines()).singleElement().asString().startsWith("fail").contains("event log");
    Files.createFile(folder.resolve("events"));
    assertThat(lines()).singleElement().asString().startsWith("fail").contains("is no folder");
    conf.set("spark.eventLog.dir", folder.toString());
    assertThat(lines()).singleElement().asString().startsWith("ok");
  }

  @Test
  void events_withoutAScheme_areOnThisMachine(@TempDir Path folder) throws InterruptedException {
    hadoop.set("fs.safe.impl", SafeModeFileSystem.class.getName());
    hadoop.set("fs.defaultFS", "safe://names:8020");
    conf.set("spark.eventLog.enabled", "true").set("spark.eventLog.dir", folder.toString());
    assertThat(lines()).singleElement().asString().startsWith("ok").contains("event log");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "s3a:", ":x"})
  void folder_thatIsNoPath_fails(String path) throws InterruptedException {
    needs = new Needs(Map.of("checkpointDir", path), false, false, "cpu");
    assertThat(lines())
        .allSatisfy(line -> assertThat(line).startsWith("fail").contains("\"" + path + "\""));
    conf.set("spark.eventLog.enabled", "true").set("spark.eventLog.dir", path);
    assertThat(lines()).isNotEmpty();
  }

  @Test
  void patience_withWhatNeverAnswers_ends() {
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                TimedQuestion.answer(
                    () -> {
                      never.await();
                      return true;
                    },
                    1))
        .isInstanceOf(IOException.class)
        .hasMessage("no answer within 1 s");
  }

  @Test
  void hdfs_inSafeMode_failsOnceForAllFolders() throws InterruptedException {
    hadoop.set("fs.safe.impl", SafeModeFileSystem.class.getName());
    needs = new Needs(Map.of("output", "safe://h/a", "x", "safe://h/b"), false, false, "cpu");
    assertThat(lines())
        .singleElement()
        .asString()
        .startsWith("fail")
        .contains("safe://names:8020 is in safe mode", "dfsadmin");
    needs = Needs.NONE;
    hadoop.set("fs.defaultFS", "safe://names:8020");
    assertThat(lines()).isEmpty();
    conf.set("spark.master", "yarn");
    assertThat(lines()).singleElement().asString().contains("safe mode");
  }

  @Test
  void fileSystem_thatIsUnknown_fails() throws InterruptedException {
    needs = new Needs(Map.of("output", "nowhere://h/a"), false, false, "cpu");
    assertThat(lines()).singleElement().asString().startsWith("fail").contains("cannot be reached");
  }
}
