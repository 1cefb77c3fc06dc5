// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Supplier;

/**
 * The numbers of finished runs, each by a text that says all that decides them, the code too: a run
 * of other code is made anew. They are kept in memory, and in a folder where there is one, a file
 * for each run: a study that was stopped goes on there.
 */
public final class FinishedRuns {
  private static final int NAME_LENGTH = 24;

  private final Path folder;
  private final String code;
  private final Map<String, Map<String, double[]>> known = new HashMap<>();
  private int found;

  private FinishedRuns(Path folder, String code) {
    this.folder = folder;
    this.code = code;
  }

  /** Keeps runs in memory alone. */
  public static FinishedRuns inMemory() {
    return new FinishedRuns(null, "");
  }

  /** Keeps runs in a folder too, which is made when the first one is there. */
  public static FinishedRuns in(Path folder) {
    return in(folder, CodeDigest.here());
  }

  /**
   * Keeps runs in a folder too.
   *
   * @param code a short name of the code that makes them
   */
  static FinishedRuns in(Path folder, String code) {
    return new FinishedRuns(folder, code);
  }

  /** Returns how many runs were there already, and not made by this object. */
  public synchronized int found() {
    return found;
  }

  /** Returns how many runs it was asked for, each counted once. */
  public synchronized int asked() {
    return known.size();
  }

  /**
   * Returns a short name of the code that a class is part of, for studies of other modules, whose
   * runs name it.
   */
  public static String code(Class<?> one) {
    return CodeDigest.of(List.of(one));
  }

  /** Returns the numbers of a run, which is made unless it is known. For any number of threads. */
  public Map<String, double[]> get(String run, Supplier<Map<String, double[]>> make) {
    synchronized (this) {
      if (known.containsKey(run)) {
        return known.get(run);
      }
    }
    String name = "code " + code + ", " + run;
    Map<String, double[]> kept = read(name);
    Map<String, double[]> numbers = kept == null ? make.get() : kept;
    if (kept == null) {
      write(name, numbers);
    }
    synchronized (this) {
      found += kept == null ? 0 : 1;
      known.put(run, numbers);
    }
    return numbers;
  }

  private Path file(String run) {
    byte[] digest = sha256().digest(run.getBytes(StandardCharsets.UTF_8));
    return folder.resolve(HexFormat.of().formatHex(digest).substring(0, NAME_LENGTH) + ".txt");
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Returns null where there is no file of this run, or one that was not written by this class. */
  private Map<String, double[]> read(String run) {
    if (folder == null || !Files.isRegularFile(file(run))) {
      return null;
    }
    try {
      List<String> lines = Files.readAllLines(file(run), StandardCharsets.UTF_8);
      if (lines.isEmpty() || !lines.get(0).equals(run)) {
        return null;
      }
      Map<String, double[]> numbers = new LinkedHashMap<>();
      for (String line : lines.subList(1, lines.size())) {
        int colon = line.indexOf(':');
        String values = line.substring(colon + 1).strip();
        numbers.put(
            line.substring(0, colon),
            values.isEmpty()
                ? new double[0]
                : Arrays.stream(values.split(" ")).mapToDouble(Double::parseDouble).toArray());
      }
      return numbers;
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
      return null; // damaged: made anew
    }
  }

  /** Whole or not at all: a study may be killed at any moment. */
  private void write(String run, Map<String, double[]> numbers) {
    if (folder == null) {
      return;
    }
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    lines.add(run);
    numbers.forEach(
        (name, values) -> {
          StringJoiner line = new StringJoiner(" ", name + ": ", "");
          Arrays.stream(values).forEach(value -> line.add(Double.toString(value)));
          lines.add(line.toString());
        });
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "run", ".part");
      Files.writeString(part, lines.toString(), StandardCharsets.UTF_8);
      Files.move(part, file(run), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a finished run in " + folder, e);
    }
  }
}
