package sparkoptim.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/** What figures were measured on. */
public final class Machine {
  private Machine() {}

  static String describe(SparkSession session) {
    return "%s, Spark %s with master %s"
        .formatted(describe(), session.version(), session.sparkContext().master());
  }

  /** Date, processor and memory. */
  public static String describe() {
    return String.format(
        Locale.ROOT,
        "%s, %d cores of %s, %s, load %.1f at the start, Java %s",
        LocalDate.now(ZoneOffset.UTC),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        memory(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        System.getProperty("java.version"));
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
