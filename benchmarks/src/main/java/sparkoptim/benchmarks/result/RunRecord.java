// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Where, when and of what a result was measured. It has no paths and no names of hosts.
 *
 * @param date of the run, in UTC
 * @param machine processor and memory
 * @param load of the machine at the start, as the operating system counts it; null if unknown
 * @param java version
 * @param spark version; null where Spark had no part
 * @param master Spark's master; null where Spark had no part
 * @param versions of peers and drivers, by name
 * @param commit of the sources; null if unknown
 * @param dirty whether the sources differed from the commit; null if unknown
 * @param command that was run
 * @param source null for a run; otherwise where the figures were taken from
 * @param notes in words; may be empty
 */
public record RunRecord(
    String date,
    String machine,
    Double load,
    String java,
    String spark,
    String master,
    Map<String, String> versions,
    String commit,
    Boolean dirty,
    String command,
    String source,
    String notes) {
  /** Environment variables by which the launcher tells what it knows. */
  public static final String COMMIT = "SPARK_OPTIM_BENCH_COMMIT";

  /** See {@link #COMMIT}: {@code true} or {@code false}. */
  public static final String DIRTY = "SPARK_OPTIM_BENCH_DIRTY";

  /** See {@link #COMMIT}: the command's words, one a line. */
  public static final String COMMAND = "SPARK_OPTIM_BENCH_COMMAND";

  public RunRecord {
    versions = versions == null ? Map.of() : new TreeMap<>(versions);
  }

  /** Returns the record of a run that starts now on this machine. */
  public static RunRecord here() {
    String commit = System.getenv(COMMIT);
    boolean known = commit != null && !commit.isEmpty();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return new RunRecord(
        LocalDate.now(ZoneOffset.UTC).toString(),
        processorAndMemory(),
        load < 0 ? null : Math.round(10 * load) / 10.0,
        System.getProperty("java.version"),
        null,
        null,
        null,
        known ? commit : null,
        known ? Boolean.valueOf(System.getenv(DIRTY)) : null,
        CommandLine.of(System.getenv().getOrDefault(COMMAND, "").lines().toList()),
        null,
        null);
  }

  /** Returns the record of a run with Spark. */
  public RunRecord withSpark(String version, String sparkMaster) {
    return new RunRecord(
        date,
        machine,
        load,
        java,
        version,
        CommandLine.withoutHosts(sparkMaster),
        versions,
        commit,
        dirty,
        command,
        source,
        notes);
  }

  /** Returns the record of a run on a device of the machine. */
  public RunRecord withDevice(String description) {
    return new RunRecord(
        date,
        description + "; " + machine,
        load,
        java,
        spark,
        master,
        versions,
        commit,
        dirty,
        command,
        source,
        notes);
  }

  /** Returns the record with the version of a peer or of a driver. */
  public RunRecord withVersion(String name, String version) {
    Map<String, String> more = new TreeMap<>(versions);
    more.put(name, version);
    return new RunRecord(
        date, machine, load, java, spark, master, more, commit, dirty, command, source, notes);
  }

  /** Returns the record as a clause, for the line before a table. */
  public String describe() {
    List<String> parts = new ArrayList<>(List.of(date, machine));
    versions.forEach((name, version) -> parts.add(name + ": " + version));
    if (load != null) {
      parts.add(String.format(Locale.ROOT, "load %.1f at the start", load));
    }
    if (java != null) {
      parts.add("Java " + java);
    }
    if (spark != null) {
      parts.add("Spark " + spark + (master == null ? "" : " with master " + master));
    }
    if (commit != null) {
      parts.add("commit " + commit + (Boolean.TRUE.equals(dirty) ? " and changes" : ""));
    }
    if (notes != null) {
      parts.add(notes);
    }
    return String.join(", ", parts);
  }

  private static String processorAndMemory() {
    return "%d cores of %s, %s"
        .formatted(Runtime.getRuntime().availableProcessors(), processor(), memory());
  }

  private static String processor() {
    return line("/proc/cpuinfo", "model name", System.getProperty("os.arch"));
  }

  private static String memory() {
    String kibibytes = line("/proc/meminfo", "MemTotal", "0").replaceAll("\\D", "");
    return Long.parseLong(kibibytes) / (1 << 20) + " GiB";
  }

  private static String line(String file, String key, String otherwise) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
