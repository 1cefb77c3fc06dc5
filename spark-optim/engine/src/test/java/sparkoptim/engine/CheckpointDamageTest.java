// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.core.StopReason;
import sparkoptim.engine.checkpoint.CheckpointException;
import sparkoptim.engine.checkpoint.CheckpointSettings;
import sparkoptim.engine.checkpoint.Checkpoints;
import sparkoptim.engine.checkpoint.Resume;

/**
 * Damages the latest of two checkpoints of a training in every file. With auto the training goes on
 * from the older one and ends with the bits of one that was never stopped; with require it is
 * refused by the name of the file.
 */
class CheckpointDamageTest {
  private static final String METHOD = "svrg(every=3) + sgd(0.9) + constant(0.02) + ema(0.9)";
  private static final int STEPS = 8;
  private static SmallFit fit;
  private static Training training;
  private static TrainingState expected;

  @TempDir private Path folder;
  private Path latest;
  private Path older;

  @BeforeAll
  static void intoShards() {
    LocalSpark.context().sc().setLogLevel("OFF"); // every damage is a warning
    fit = new SmallFit(3, 1);
    training = fit.training(METHOD, 50, STEPS);
    expected = fit.train(training);
  }

  @AfterAll
  static void close() {
    fit.close();
  }

  @BeforeEach
  void stopAfterTwoRounds() {
    assertThatThrownBy(() -> train(new Interrupted(new RoundEngine(), 2), Resume.AUTO))
        .hasMessage("stopped by the test");
    Path run = folder.resolve(fit.identity(training).key());
    older = run.resolve("step-3");
    latest = run.resolve("step-6");
    assertThat(older).isDirectory();
    assertThat(latest).isDirectory();
  }

  private Checkpoints checkpoints(Training of, Resume resume) {
    return Checkpoints.open(
        new CheckpointSettings(folder.toString(), 0, 2, resume, false),
        fit.identity(of),
        new Configuration());
  }

  private TrainingState train(Engine engine, Resume resume) {
    try (Checkpoints checkpoints = checkpoints(training, resume)) {
      return new TrainingDriver(engine, RoundLimit.ofSteps(3), RetryPolicy.DEFAULT, checkpoints)
          .train(training, fit.shards);
    }
  }

  private TrainingState resume(Resume resume) {
    try (Checkpoints checkpoints = checkpoints(training, resume)) {
      return checkpoints.resume();
    }
  }

  /** The older checkpoint is taken up: its step, and what the rest of the training makes of it. */
  private void goesOnFrom(long step) {
    TrainingState state = resume(Resume.AUTO);
    assertThat(state == null ? 0 : state.steps()).isEqualTo(step);
    TrainingState end = new RoundEngine().round(training, fit.shards, state, RoundLimit.DEFAULT);
    assertThat(end.stopReason()).isEqualTo(StopReason.MAX_ITER);
    assertThat(end.served()).isEqualTo(expected.served());
  }

  private void isRefused(String what) {
    assertThatThrownBy(() -> resume(Resume.REQUIRE))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(what)
        .hasMessageContaining("resume = auto would go on from an older one");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(latest)) {
      return files.sorted().toList();
    }
  }

  /** What becomes of a file, by a name for errors: the content, or null for no file. */
  private static Map<String, byte[]> damages(byte[] content) {
    Map<String, byte[]> damages = new LinkedHashMap<>();
    int[] places = {0, 1, content.length / 3, content.length / 2, content.length - 1};
    for (int i = 0; i < places.length; i++) {
      byte[] flipped = content.clone();
      flipped[places[i]] ^= (byte) (1 << i);
      damages.put("bit %d of byte %d flipped".formatted(i, places[i]), flipped);
    }
    for (int part = 0; part < 16; part++) {
      byte[] cut = Arrays.copyOf(content, content.length * part / 16);
      damages.put("cut to %d sixteenths".formatted(part), cut);
    }
    damages.put("one byte longer", Arrays.copyOf(content, content.length + 1));
    damages.put("missing", null);
    return damages;
  }

  @Test
  void undamaged_goesOnFromTheLatest() throws IOException {
    assertThat(files().stream().map(file -> file.getFileName().toString()))
        .containsExactly(
            "curve.f64",
            "loop.average.average.f64",
            "loop.estimator.snapshot.gradient.f64",
            "loop.estimator.snapshot.point.f64",
            "loop.rule.velocity.f64",
            "loop.rule.x.f64",
            "manifest.json",
            "manifest.json.sha256");
    goesOnFrom(6);
    assertThat(resume(Resume.REQUIRE).steps()).isEqualTo(6);
  }

  @Test
  void anyDamageOfAnyFile_isFoundAndTheOlderOneTaken() throws IOException {
    int damaged = 0;
    for (Path file : files()) {
      byte[] content = Files.readAllBytes(file);
      assertThat(content).isNotEmpty();
      for (Map.Entry<String, byte[]> damage : damages(content).entrySet()) {
        if (damage.getValue() == null) {
          Files.delete(file);
        } else {
          Files.write(file, damage.getValue());
        }
        try {
          goesOnFrom(3);
          isRefused(latest.toString());
        } catch (AssertionError e) {
          throw new AssertionError(file.getFileName() + ", " + damage.getKey(), e);
        }
        damaged++;
      }
      Files.write(file, content);
    }
    assertThat(damaged).isEqualTo(8 * 23);
    goesOnFrom(6);
  }

  @Test
  void allDamaged_startsAnewAndRemovesThem() throws IOException {
    for (Path step : List.of(older, latest)) {
      Files.writeString(step.resolve("manifest.json"), "{");
    }
    goesOnFrom(0);
    isRefused("manifest.json is damaged");
    assertThatThrownBy(() -> train(new Interrupted(new RoundEngine(), 1), Resume.AUTO))
        .hasMessage("stopped by the test");
    assertThat(latest).doesNotExist();
    goesOnFrom(3);
  }

  @Test
  void leftOfACrash_isIgnoredAndRemoved() throws IOException {
    Path aside = latest.resolveSibling(".step-9.tmp-5e2a");
    FileUtil.copy(latest.toFile(), local(), hadoop(aside), false, new Configuration());
    assertThat(aside.resolve("manifest.json")).exists();
    goesOnFrom(6);
    assertThat(aside).doesNotExist();
  }

  private static org.apache.hadoop.fs.FileSystem local() throws IOException {
    return org.apache.hadoop.fs.FileSystem.getLocal(new Configuration()).getRaw();
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toString());
  }

  @Test
  void aFolderOfOtherNames_isIgnored() throws IOException {
    Files.createDirectory(latest.resolveSibling("step-"));
    Files.createDirectory(latest.resolveSibling("step-7x"));
    Files.writeString(latest.resolveSibling("notes.txt"), "x");
    goesOnFrom(6);
  }

  @Test
  void stateOfAnotherTraining_isNamedByItsSettings() throws IOException {
    Training other = fit.training(METHOD, 50, STEPS + 1);
    Path theirs = folder.resolve(fit.identity(other).key());
    Files.move(latest.getParent(), theirs);
    try (Checkpoints checkpoints = checkpoints(other, Resume.AUTO)) {
      assertThat(checkpoints.resume()).isNull();
    }
    try (Checkpoints checkpoints = checkpoints(other, Resume.REQUIRE)) {
      assertThatThrownBy(checkpoints::resume)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("step-6 is of another training: steps (8 there, 9 here)");
    }
  }

  /** Writes a manifest with the digest that belongs to it. */
  private void rewrite(String find, String replacement) throws IOException {
    Path file = latest.resolve("manifest.json");
    String text = Files.readString(file);
    assertThat(text).contains(find);
    byte[] changed = text.replace(find, replacement).getBytes(StandardCharsets.UTF_8);
    Files.write(file, changed);
    String digest = HexFormat.of().formatHex(sha256(changed));
    Files.writeString(latest.resolve("manifest.json.sha256"), digest + "  manifest.json\n");
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first format calls a snapshot an anchor, in the names of fields and files. */
  @Test
  void formatOne_goesOnWithTheSameBits() throws IOException {
    for (Path file : files()) {
      String name = file.getFileName().toString();
      Files.move(file, latest.resolve(name.replace(".snapshot.", ".anchor.")));
    }
    rewrite(".snapshot.", ".anchor.");
    rewrite("\"format\" : 2", "\"format\" : 1");
    assertThat(Files.readString(latest.resolve("manifest.json"))).doesNotContain("snapshot");
    assertThat(resume(Resume.REQUIRE).steps()).isEqualTo(6);
    goesOnFrom(6);
  }

  /** It is sound, so passing it over would lose it. */
  @Test
  void newerFormat_isRefusedInEveryModeButNever() throws IOException {
    rewrite("\"format\" : 2", "\"format\" : 3");
    for (Resume mode : List.of(Resume.AUTO, Resume.REQUIRE)) {
      assertThatThrownBy(() -> resume(mode))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("is of format 3, written by version development")
          .hasMessageContaining("this version knows formats up to 2");
    }
    assertThat(resume(Resume.NEVER)).isNull();
    assertThat(latest).isDirectory();
  }

  @Test
  void manifestThatCannotBe_isRefusedByItsField() throws IOException {
    String sound = Files.readString(latest.resolve("manifest.json"));
    List<String> unnoticed = new ArrayList<>();
    for (String[] change :
        new String[][] {
          {"\"step\" : 6", "\"step\" : -6", "field step must be >= 0, was -6"},
          {"\"step\" : 6", "\"step\" : 5", "says that it is of step 5"},
          {"\"seconds\" : ", "\"seconds\" : -", "field seconds must be finite and >= 0"},
          {"\"passes\" : ", "\"passages\" : ", "field passes must be a number, was not there"},
          {"\"length\" : 9", "\"length\" : -9", "field length must be >= 0, was -9"},
          {"\"length\" : 9", "\"length\" : 8", "has 72 bytes, its manifest says 64"},
          {"\"length\" : 9", "\"length\" : 1e99", "field length must be a whole number"},
          {"loop.rule.x", "../rule.x", "an array's name is no file name: ../rule.x"},
          {"\"stopReason\" : null", "\"stopReason\" : \"bored\"", "stopReason is none of ours"},
          {"\"stopReason\" : null", "\"stopReason\" : \"converged\"", "no array served"},
          {"\"format\" : 2", "\"format\" : 0", "has no such format as 0"},
          {"\"written\" : \"", "\"written\" : \"on ", "field written is no time"},
          {"\"batches\" : ", "\"bunches\" : ", "no field batches"},
        }) {
      rewrite(change[0], change[1]);
      try {
        isRefused(change[2]);
        assertThat(resume(Resume.AUTO).steps()).isEqualTo(3);
      } catch (AssertionError e) {
        unnoticed.add(change[1] + ": " + e.getMessage());
      }
      Files.writeString(latest.resolve("manifest.json"), sound);
    }
    assertThat(unnoticed).isEmpty();
  }
}
