// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.engine.checkpoint.CheckpointException;

/** Epochs of ten steps, whose losses fall and then rise. */
final class ValidationFilesTest {
  private static final double[] LOSSES = {5, 4, 3, 6, 7, 8};

  @TempDir private Path folder;

  private ValidationFiles files() {
    return new ValidationFiles(hadoop(folder), new Configuration());
  }

  private static org.apache.hadoop.fs.Path hadoop(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  private static ValidationHistory history(int epochs) {
    ValidationHistory history = new ValidationHistory();
    for (int i = 0; i < epochs; i++) {
      history.add(10L * (i + 1), LOSSES[i], new double[] {i, 0.1 * i});
    }
    return history;
  }

  private void save(int epochs) {
    for (int i = 1; i <= epochs; i++) {
      files().save(history(i));
    }
  }

  private List<String> names() throws IOException {
    try (var all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".crc"))
          .sorted()
          .toList();
    }
  }

  private void damage(long step) throws IOException {
    Path file = folder.resolve("validation-" + step);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2]++;
    Files.write(file, bytes);
    Files.deleteIfExists(folder.resolve(".validation-" + step + ".crc"));
  }

  @Test
  void save_everyEpoch_keepsTheLatestThree() throws IOException {
    Files.createFile(folder.resolve(".validation-10.tmp-of-a-crash"));
    save(5);
    assertThat(names()).containsExactly("validation-30", "validation-40", "validation-50");
    files().save(history(4));
    assertThat(names()).containsExactly("validation-30", "validation-40");
  }

  @Test
  void read_beforeAStep_isWhatWasKnownThere() throws IOException {
    save(5);
    ValidationHistory read = files().read(50, 10, 2);
    assertThat(read.losses()).containsExactly(5, 4, 3, 6);
    assertThat(read.bestPoint()).containsExactly(2, 0.2);
    assertThat(files().read(25, 10, 2).losses()).containsExactly(5, 4);
    assertThat(files().read(10, 10, 2).losses()).isEmpty();
  }

  @Test
  void read_oneIsDamagedOrMissing_takesALaterOne() throws IOException {
    save(5);
    damage(30);
    assertThat(files().read(35, 10, 2).losses()).containsExactly(5, 4, 3);
    Files.delete(folder.resolve("validation-40"));
    assertThat(files().read(41, 10, 2).losses()).containsExactly(5, 4, 3, 6);
  }

  @Test
  void read_noneReachesThere_isRefused() throws IOException {
    save(3);
    assertThatThrownBy(() -> files().read(50, 10, 2))
        .isInstanceOf(CheckpointException.class)
        .hasMessageEndingWith("with the 4 validation losses before step 50: there is none");
    damage(30);
    assertThatThrownBy(() -> files().read(40, 10, 2))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("validation-30 is damaged: its checksum is wrong");
  }

  /** Every third byte. Nothing that a file says makes room for more than the training has. */
  @Test
  void read_anyByteOrLengthIsWrong_isRefused() throws IOException {
    save(3);
    Path file = folder.resolve("validation-30");
    byte[] sound = Files.readAllBytes(file);
    Files.deleteIfExists(folder.resolve(".validation-30.crc"));
    for (int i = 0; i < sound.length; i += 3) {
      byte[] bytes = sound.clone();
      bytes[i] ^= (byte) 0x80;
      Files.write(file, bytes);
      assertThatThrownBy(() -> files().read(40, 10, 2)).isInstanceOf(CheckpointException.class);
      Files.write(file, Arrays.copyOf(sound, i));
      assertThatThrownBy(() -> files().read(40, 10, 2)).isInstanceOf(CheckpointException.class);
    }
    Files.write(file, sound);
    assertThat(files().read(40, 10, 2).losses()).containsExactly(5, 4, 3);
    assertThatThrownBy(() -> files().read(40, 10, 3)).isInstanceOf(CheckpointException.class);
  }

  @Test
  void save_folderIsAFile_goesOn() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    new ValidationFiles(hadoop(file), new Configuration()).save(history(2));
    assertThat(file).isEmptyFile();
  }

  /** Hadoop's local file system tells of a full disk by an error that is no exception. */
  public static final class FullDisk extends LocalFileSystem {
    @Override
    public FSDataOutputStream create(
        org.apache.hadoop.fs.Path file,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress) {
      throw error();
    }

    private static FSError error() {
      try {
        Constructor<FSError> constructor = FSError.class.getDeclaredConstructor(Throwable.class);
        constructor.setAccessible(true);
        return constructor.newInstance(new IOException("No space left on device"));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void save_diskIsFull_goesOn() throws IOException {
    Configuration full = new Configuration();
    full.setClass("fs.file.impl", FullDisk.class, LocalFileSystem.class);
    full.setBoolean("fs.file.impl.disable.cache", true);
    new ValidationFiles(hadoop(folder), full).save(history(2));
    assertThat(names()).isEmpty();
  }
}
