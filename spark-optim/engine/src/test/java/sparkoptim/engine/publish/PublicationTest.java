// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicationTest {
  private static final Duration SOON = Duration.ofMillis(500);

  @TempDir private Path place;

  @AfterEach
  void heal() {
    FaultyFileSystem.heal();
  }

  /** Publishes a model of two files, metrics, and a curve in odd versions only. */
  private static void publish(String uri, int version) throws IOException {
    Configuration hadoop = FaultyFileSystem.configuration();
    try (Publication publication = claimed(uri, true)) {
      publication.begin();
      org.apache.hadoop.fs.Path model = publication.place("model");
      try (var files = model.getFileSystem(hadoop)) {
        for (String name : List.of("metadata/part-00000", "data/part-00000")) {
          try (var out = files.create(new org.apache.hadoop.fs.Path(model, name))) {
            out.write(("version " + version).getBytes(UTF_8));
          }
        }
      }
      publication.seal("model", Content.MODEL);
      publication.write("metrics.json", ("version " + version).getBytes(UTF_8));
      if (version % 2 == 1) {
        publication.write("curve.png", ("version " + version).getBytes(UTF_8));
      }
      publication.publish(List.of("curve.png"));
    }
  }

  private static Publication claimed(String uri, boolean overwrite) throws IOException {
    Publication publication =
        new Publication(
            new org.apache.hadoop.fs.Path(uri),
            "train",
            overwrite,
            FaultyFileSystem.configuration(),
            SOON);
    publication.recognize("metrics.json", "/versions/sparkOptim");
    publication.claim("output", "model", Content.MODEL);
    publication.claim("output", "metrics.json", Content.FILE);
    publication.claim("output", "curve.png", Content.FILE);
    return publication;
  }

  /** Returns the version that all entries in place have; fails on a mixture or a part. */
  private int version(Path folder) throws IOException {
    String text = Files.readString(folder.resolve("metrics.json"));
    int version = Integer.parseInt(text.substring("version ".length()));
    assertThat(folder.resolve("model/metadata/part-00000")).hasContent(text);
    assertThat(folder.resolve("model/data/part-00000")).hasContent(text);
    if (version % 2 == 1) {
      assertThat(folder.resolve("curve.png")).hasContent(text);
    } else {
      assertThat(folder.resolve("curve.png")).doesNotExist();
    }
    return version;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"faulty", "s3a"})
  void publish_endedAtAnyOperation_nextRunFindsOldOrNewWhole(String scheme) throws IOException {
    boolean refused = true;
    int old = 0;
    int fresh = 0;
    for (int k = 0; refused; k++) {
      Path folder = place.resolve(scheme + k);
      String uri = scheme + "://" + folder;
      publish(uri, 1);
      FaultyFileSystem.failAfter(k, false);
      try {
        publish(uri, 2);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("injected");
      }
      refused = FaultyFileSystem.heal();
      readable(uri, k);
      try (Publication next = claimed(uri, true)) {
        next.begin();
        int version = version(folder);
        old += version == 1 ? 1 : 0;
        fresh += version == 2 ? 1 : 0;
        assertThat(names(folder.resolve(".spark-optim/train")))
            .as("k = %d", k)
            .containsExactlyInAnyOrder("files.json", "lease.json");
      }
      if (k % 5 == 0) {
        publish(uri, 3);
        assertThat(version(folder)).isEqualTo(3);
      }
    }
    assertThat(old).isGreaterThan(10);
    assertThat(fresh).isGreaterThan(5);
  }

  private static void readable(String uri, int k) throws IOException {
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(uri);
    try {
      org.apache.hadoop.fs.Path seen =
          Publication.locate(folder, "train", "model", FaultyFileSystem.configuration());
      Path model = Path.of(seen.toUri().getPath());
      assertThat(model.resolve("metadata/part-00000"))
          .as("k = %d", k)
          .hasSameTextualContentAs(model.resolve("data/part-00000"));
    } catch (PublicationBusyException e) {
      assertThat(uri).startsWith("s3a"); // elsewhere a model is never in two parts
    }
  }

  @Test
  void publish_oneOperationFails_oldOrNewIsInPlaceAtOnce() throws IOException {
    boolean refused = true;
    for (int k = 0; refused; k++) {
      Path folder = place.resolve("once" + k);
      String uri = "faulty://" + folder;
      publish(uri, 1);
      FaultyFileSystem.failAfter(k, true);
      try {
        publish(uri, 2);
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("injected");
      }
      refused = FaultyFileSystem.heal();
      assertThat(version(folder)).as("k = %d", k).isIn(1, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "metrics.json", "curve.png", "commit.json"})
  void publish_aRenameAlwaysFails_oldIsInPlaceAndNewIsKept(String name) throws IOException {
    Path folder = place.resolve("out");
    String uri = "faulty://" + folder;
    publish(uri, 1);
    FaultyFileSystem.refuseRenameTo(name);
    assertThatThrownBy(() -> publish(uri, 3)).isInstanceOf(IOException.class);
    assertThat(version(folder)).isEqualTo(1);
    FaultyFileSystem.heal();
    try (Publication next = claimed(uri, true)) {
      next.begin();
    }
    assertThat(version(folder)).isEqualTo(name.equals("commit.json") ? 1 : 3);
  }

  @Test
  void begin_foreignThings_areRefused() throws IOException {
    Files.createDirectories(place.resolve("model/metadata"));
    Files.writeString(place.resolve("model/thesis.tex"), "years of work");
    refused("model is nothing that this job wrote (it has no _spark_optim.json)");
    Files.delete(place.resolve("model/thesis.tex"));
    Files.delete(place.resolve("model/metadata"));
    assertThatCode(() -> begin(true)).doesNotThrowAnyException(); // an empty folder is nobody's

    Files.writeString(place.resolve("metrics.json"), "{\"mine\": 1}");
    refused("metrics.json is nothing that this job wrote (no record of ours names it)");
    Files.writeString(place.resolve("metrics.json"), "{\"versions\": {\"sparkOptim\": \"0.1.0\"}}");
    assertThatCode(() -> begin(true)).doesNotThrowAnyException();
    Files.delete(place.resolve("metrics.json"));
    Files.createDirectories(place.resolve("curve.png"));
    refused("curve.png is nothing that this job wrote (it is a folder)");
  }

  @Test
  void begin_aFileOfOthersInOurFolder_isRefused() throws IOException {
    publish(place.toString(), 1);
    publish(place.toString(), 2);
    Files.writeString(place.resolve("model/data/notes.txt"), "mine");
    refused("model holds data/notes.txt, which this job did not write");
  }

  @Test
  void begin_placesThatAreNoPlace_areRefused() throws IOException {
    publish(place.resolve("out").toString(), 1);
    assertThatThrownBy(() -> publish(place.resolve("out/model/metadata").toString(), 1))
        .isInstanceOf(PublicationException.class)
        .hasMessageContaining("lies inside")
        .hasMessageContaining("which is a model");
    Path file = Files.writeString(place.resolve("file"), "x");
    assertThatThrownBy(() -> publish(file.toString(), 1))
        .hasMessageContaining("output is a file, not a folder");
    assertThatThrownBy(() -> publish(file.resolve("a/b").toString(), 1))
        .hasMessageContaining("which is a file");
    refusedOverwrite();
  }

  private void refusedOverwrite() throws IOException {
    publish(place.toString(), 1);
    assertThatThrownBy(() -> begin(false))
        .isInstanceOf(PublicationException.class)
        .hasMessageContaining("exists, and overwrite = false");
  }

  @Test
  void begin_targetIsAnInput_isRefused() throws IOException {
    Path data = Files.createDirectories(place.resolve("data"));
    Path file = Files.writeString(data.resolve("model"), "rows");
    protectedBy(data.toString(), file.toString());
    protectedBy(data.toString(), data.toString());
    protectedBy(data.resolve("deeper").toString(), data.toString());
    Path link = Files.createSymbolicLink(place.resolve("link"), data);
    protectedBy(link.toString(), "file://" + data);
    try (Publication publication = claimed(place.resolve("elsewhere").toString(), true)) {
      publication.protect("data.train", new org.apache.hadoop.fs.Path(data.toString()));
      assertThatCode(publication::begin).doesNotThrowAnyException();
    }
  }

  private static void protectedBy(String output, String input) throws IOException {
    try (Publication publication = claimed(output, true)) {
      publication.protect("data.train", new org.apache.hadoop.fs.Path(input));
      assertThatThrownBy(publication::begin)
          .isInstanceOf(PublicationException.class)
          .hasMessageContaining("which this job reads");
    }
  }

  @Test
  void begin_whatVersion01Left_isPutBack() throws IOException {
    Path left = Files.createDirectories(place.resolve(".writing-1"));
    Files.createDirectories(left.resolve("old-model/metadata"));
    Files.writeString(left.resolve("old-metrics.json"), "old");
    Files.writeString(place.resolve("metrics.json"), "{\"versions\": {\"sparkOptim\": \"0.1.0\"}}");
    begin(true);
    assertThat(place.resolve("model/metadata")).exists();
    assertThat(left).doesNotExist();
    assertThat(place.resolve("metrics.json")).content().contains("sparkOptim");
  }

  @Test
  void begin_nothingPublished_leavesNothing() throws IOException {
    Path folder = place.resolve("new/folder");
    begin(folder.toString(), true);
    assertThat(folder).doesNotExist();
  }

  @Test
  void begin_anotherRunWritesThere_isBusy() throws IOException {
    try (Publication first = claimed(place.toString(), true)) {
      first.begin();
      assertThatThrownBy(() -> begin(true))
          .isInstanceOf(PublicationBusyException.class)
          .hasMessageContaining("another run (process " + ProcessHandle.current().pid());
    }
    assertThatCode(() -> begin(true)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"a\",\"host\":\"elsewhere.example\",\"process\":1,\"started\":1}",
        "",
        "{\"id\"",
      })
  void begin_leaseThatNobodyRenews_isTakenOver(String lease) throws IOException {
    Path hidden = Files.createDirectories(place.resolve(".spark-optim/train"));
    Files.writeString(hidden.resolve("lease.json"), lease);
    publish(place.toString(), 1);
    assertThat(version(place)).isEqualTo(1);
    assertThat(names(hidden)).containsExactly("files.json");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 60})
  void begin_leaseOfALiveProcess_isTakenOverWhenItIsNotRenewed(long age) throws IOException {
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      Path hidden = Files.createDirectories(place.resolve(".spark-optim/train"));
      Path lease = hidden.resolve("lease.json");
      Files.writeString(
          lease,
          "{\"id\":\"a\",\"host\":\"%s\",\"process\":%d,\"started\":%d}"
              .formatted(
                  InetAddress.getLocalHost().getHostName(),
                  process.pid(),
                  process.info().startInstant().map(Instant::toEpochMilli).orElse(0L)));
      Files.setLastModifiedTime(lease, FileTime.from(Instant.now().minusSeconds(age)));
      if (age == 0) {
        assertThatThrownBy(() -> begin(true)).isInstanceOf(PublicationBusyException.class);
      } else { // it stands still
        assertThatCode(() -> begin(true)).doesNotThrowAnyException();
      }
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void publish_leaseTakenOver_isBusyAndChangesNothing() throws IOException {
    publish(place.toString(), 1);
    try (Publication publication = claimed(place.toString(), true)) {
      publication.begin();
      publication.write("metrics.json", "version 9".getBytes(UTF_8));
      Path lease = place.resolve(".spark-optim/train/lease.json");
      Files.writeString(lease, "{\"id\":\"b\",\"host\":\"elsewhere.example\"}");
      assertThatThrownBy(() -> publication.publish(List.of()))
          .isInstanceOf(PublicationBusyException.class);
    }
    assertThat(version(place)).isEqualTo(1);
  }

  @Test
  void publish_folderRemovedMeanwhile_isMadeAgain() throws IOException {
    Path folder = place.resolve("out");
    try (Publication publication = claimed(folder.toString(), true)) {
      publication.begin();
      org.apache.hadoop.fs.FileUtil.fullyDelete(folder.toFile());
      publication.write("metrics.json", "version 2".getBytes(UTF_8));
      publication.publish(List.of());
    }
    assertThat(folder.resolve("metrics.json")).hasContent("version 2");
  }

  @Test
  void publish_manyAtOnce_neverMix() throws Exception {
    publish(place.toString(), 1);
    var pool = Executors.newFixedThreadPool(8);
    int published = 0;
    try {
      List<Future<?>> runs =
          Stream.iterate(2, version -> version + 2)
              .limit(150)
              .<Future<?>>map(
                  version ->
                      pool.submit(
                          () -> {
                            publish(place.toString(), version);
                            return null;
                          }))
              .toList();
      for (Future<?> run : runs) {
        try {
          run.get();
          published++;
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(PublicationBusyException.class);
        }
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(published).isPositive();
    assertThat(version(place)).isGreaterThan(1);
    assertThat(names(place)).containsExactly(".spark-optim", "metrics.json", "model");
  }

  private void begin(boolean overwrite) throws IOException {
    begin(place.toString(), overwrite);
  }

  private static void begin(String folder, boolean overwrite) throws IOException {
    try (Publication publication = claimed(folder, overwrite)) {
      publication.begin();
    }
  }

  private void refused(String message) {
    assertThatThrownBy(() -> begin(true))
        .isInstanceOf(PublicationException.class)
        .hasMessageContaining(message);
  }
}
