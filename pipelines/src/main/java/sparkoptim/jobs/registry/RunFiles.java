// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import sparkoptim.engine.publish.Lease;
import sparkoptim.engine.publish.Volume;

/** What the attempts of one run have found, by phase, and their results. */
public final class RunFiles {
  private static final Pattern ATTEMPT =
      Pattern.compile("(?:result-([1-9][0-9]{0,8})\\.json)|(?:attempt-([1-9][0-9]{0,8}))");

  private final Volume volume;
  private final Path folder;
  private final String runId;

  RunFiles(Volume volume, Path folder, String runId) {
    this.volume = volume;
    this.folder = folder;
    this.runId = runId;
  }

  /** Returns the id of the run. */
  public String runId() {
    return runId;
  }

  /** Returns the number of the last attempt; 0 where there was none. */
  public int lastAttempt() throws IOException {
    NavigableSet<Integer> numbers = attempts();
    return numbers.isEmpty() ? 0 : numbers.last();
  }

  /** Returns the number of an attempt that nobody has begun. */
  public int nextAttempt() throws IOException {
    return lastAttempt() + 1;
  }

  private NavigableSet<Integer> attempts() throws IOException {
    NavigableSet<Integer> numbers = new TreeSet<>();
    for (Path child : volume.children(folder)) {
      Matcher name = ATTEMPT.matcher(child.getName());
      if (name.matches()) {
        numbers.add(Integer.parseInt(name.group(1) == null ? name.group(2) : name.group(1)));
      }
    }
    return numbers;
  }

  /** Returns an attempt, from 1 on. */
  public Attempt attempt(int number) {
    return new Attempt(volume, folder, number);
  }

  /** Returns the result of the last attempt that has one. */
  public Optional<JsonNode> result() throws IOException {
    for (int number : attempts().descendingSet()) {
      Optional<JsonNode> result = attempt(number).result();
      if (result.isPresent()) {
        return result;
      }
    }
    return Optional.empty();
  }

  /**
   * Takes the lease of the run, which saves the work of a second copy. What serves does not depend
   * on it.
   *
   * @throws sparkoptim.engine.publish.PublicationBusyException if another process is at work on it
   */
  public Lease lease() throws IOException {
    volume.createFolder(folder);
    return Lease.take(
        volume,
        folder,
        Lease.EXPIRES,
        holder ->
            "another process (%s) is at work on run %s in %s; try again when it has ended"
                .formatted(holder, runId, folder));
  }
}
