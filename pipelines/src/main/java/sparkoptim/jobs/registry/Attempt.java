// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import sparkoptim.core.PlainText;
import sparkoptim.engine.publish.Volume;

/** One attempt of a run: a file for each phase that has ended, and one for the result. */
public final class Attempt {
  private final Volume volume;
  private final Path folder;
  private final Path result;
  private final int number;

  Attempt(Volume volume, Path run, int number) {
    this.volume = volume;
    this.folder = new Path(run, "attempt-" + number);
    this.result = new Path(run, PlainText.of("result-%d.json", number));
    this.number = number;
  }

  /** Returns the number, from 1 on. */
  public int number() {
    return number;
  }

  /** Returns what a phase wrote; nothing if it did not end. */
  public Optional<JsonNode> phase(String name) throws IOException {
    return json(phaseFile(name));
  }

  /**
   * Writes what a phase found, at once: another process reads all of it, or what was there before.
   */
  public void writePhase(String name, byte[] content) throws IOException {
    volume.createFolder(folder);
    volume.replace(phaseFile(name), content);
  }

  /** Returns the result; nothing if there is none yet. */
  public Optional<JsonNode> result() throws IOException {
    return json(result);
  }

  /** Writes the result, at once. */
  public void writeResult(byte[] content) throws IOException {
    volume.createFolder(result.getParent());
    volume.replace(result, content);
  }

  /** Returns where the result is, or will be. */
  public Path resultFile() {
    return result;
  }

  private Path phaseFile(String name) {
    return new Path(folder, name + ".json");
  }

  private Optional<JsonNode> json(Path file) throws IOException {
    try {
      return JsonText.parse(volume.read(file));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
