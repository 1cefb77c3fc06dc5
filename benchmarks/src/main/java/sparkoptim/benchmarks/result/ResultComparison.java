// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Two results of one benchmark, figure by figure. A figure is worse where a must is newly missed,
 * or where its loss is more than a margin and more than the noise: {@code sqrt(a^2 + b^2)} of the
 * relative spreads of its rounds in the two runs. Gaps are judged by their musts alone: below these
 * they are rounding, or chance. Times and rates are of the machine: they are listed where both runs
 * had the same one, and judged only where that is asked for.
 */
public final class ResultComparison {
  /** What a figure may lose without being called worse, as a part of its old value. */
  public static final double MARGIN = 0.05;

  /** Relative spread of a figure that has none in its file. */
  static final double UNKNOWN_SPREAD = 0.1;

  /** What became of a figure. */
  public enum Verdict {
    /** Beyond noise and margin, or a must is newly missed. */
    WORSE,
    /** Beyond noise and margin. */
    BETTER,
    /** Beyond noise and margin, but of the machine's speed. */
    MOVED,
    /** Within noise or margin. */
    SAME,
    /** Not in the old result. */
    NEW,
    /** Not in the new result. */
    GONE
  }

  /**
   * One figure.
   *
   * @param before null where it is new
   * @param now null where it is gone
   * @param gain part of the old value by which it is better; negative where it is worse
   * @param noise part of the old value that means nothing
   */
  public record Series(
      String benchmark, Figure before, Figure now, double gain, double noise, Verdict verdict) {
    private Figure any() {
      return now == null ? before : now;
    }

    private String row() {
      return "| %s | %s | %s | %s | %s | %s | %s |"
          .formatted(
              benchmark,
              any().key(),
              before == null ? "" : MarkdownTable.value(before),
              now == null ? "" : MarkdownTable.value(now),
              percent("%+.0f %%", gain),
              percent("%.0f %%", noise),
              verdict.name().toLowerCase(Locale.ROOT));
    }

    private static String percent(String pattern, double part) {
      return Double.isFinite(part) ? String.format(Locale.ROOT, pattern, 100 * part) : "";
    }
  }

  private final double margin;
  private final boolean times;
  private final List<Series> lines = new ArrayList<>();
  private final Set<String> otherMachines = new LinkedHashSet<>();

  /**
   * Creates an empty comparison.
   *
   * @param margin see {@link #MARGIN}
   * @param times whether times and rates of the same machine are judged, too
   */
  public ResultComparison(double margin, boolean times) {
    this.margin = margin;
    this.times = times;
  }

  /** Adds all results of a folder beside those of another that have the same file names. */
  public void addFolders(Path before, Path now) throws IOException {
    for (Path file : ResultFolders.files(now)) {
      Path old = before.resolve(file.getFileName());
      if (Files.exists(old)) {
        add(ResultFiles.read(old), ResultFiles.read(file));
      }
    }
  }

  /** Adds all results of a folder beside the newest published ones of other folders. */
  public void addNewest(ResultFolders folders, Path now) throws IOException {
    for (Path file : ResultFolders.files(now)) {
      BenchmarkResult result = ResultFiles.read(file);
      folders.newest(result.benchmark(), now).ifPresent(old -> add(old, result));
    }
  }

  /** Adds two results of one benchmark. */
  public void add(BenchmarkResult before, BenchmarkResult now) {
    boolean sameMachine = before.run().machine().equals(now.run().machine());
    if (!sameMachine) {
      otherMachines.add(now.benchmark());
    }
    for (Figure figure : now.figures()) {
      if (figure.better() != null && (sameMachine || figure.portable())) {
        Optional<Figure> old = before.figure(figure.key());
        lines.add(
            old.isEmpty()
                ? new Series(now.benchmark(), null, figure, Double.NaN, Double.NaN, Verdict.NEW)
                : judge(now.benchmark(), old.get(), figure));
      }
    }
    for (Figure figure : before.figures()) {
      if (figure.better() != null && now.figure(figure.key()).isEmpty()) {
        lines.add(new Series(now.benchmark(), figure, null, Double.NaN, Double.NaN, Verdict.GONE));
      }
    }
  }

  private Series judge(String benchmark, Figure before, Figure now) {
    double noise = Math.hypot(spread(before), spread(now));
    if (before.value() == null || now.value() == null) {
      return new Series(benchmark, before, now, Double.NaN, noise, ofMissing(before, now));
    }
    double gain = gain(before, now);
    boolean newlyMissed = !now.reached() && now.better().meets(before.value(), now.must());
    return new Series(
        benchmark,
        before,
        now,
        gain,
        noise,
        newlyMissed ? Verdict.WORSE : byGain(now, gain, noise));
  }

  private static Verdict ofMissing(Figure before, Figure now) {
    if (now.value() != null) {
      return Verdict.BETTER;
    }
    return before.value() == null ? Verdict.SAME : Verdict.WORSE;
  }

  private Verdict byGain(Figure now, double gain, double noise) {
    if (now.unit().equals(Figure.GAP) || Math.abs(gain) <= Math.max(margin, noise)) {
      return Verdict.SAME;
    }
    if (!now.portable() && !times) {
      return Verdict.MOVED;
    }
    return gain < 0 ? Verdict.WORSE : Verdict.BETTER;
  }

  private static double gain(Figure before, Figure now) {
    if (before.value().equals(now.value())) {
      return 0;
    }
    return now.better().gain(before.value(), now.value());
  }

  private static double spread(Figure figure) {
    return figure.spread() == null ? UNKNOWN_SPREAD : figure.spread();
  }

  /** Returns all figures, in the order they were added. */
  public List<Series> lines() {
    return List.copyOf(lines);
  }

  /** Whether nothing is worse. */
  public boolean passed() {
    return count(Verdict.WORSE) == 0;
  }

  private long count(Verdict verdict) {
    return lines.stream().filter(line -> line.verdict() == verdict).count();
  }

  /** Returns a table of what changed, the worse first, and a line that sums up. */
  public String report() {
    StringBuilder text = new StringBuilder();
    List<Series> changed =
        lines.stream()
            .filter(line -> line.verdict() != Verdict.SAME && line.verdict() != Verdict.NEW)
            .sorted(Comparator.comparing(Series::verdict))
            .toList();
    if (!changed.isEmpty()) {
      text.append("| benchmark | figure | before | now | gain | noise | verdict |\n");
      text.append("|---|---|---|---|---|---|---|\n");
      changed.forEach(line -> text.append(line.row()).append('\n'));
      text.append('\n');
    }
    if (!otherMachines.isEmpty()) {
      text.append("The two machines differ, so that ratios may, too: ")
          .append(String.join(", ", otherMachines))
          .append(".\n");
    }
    return text.append(
            "%d figures: %d worse, %d better, %d moved with the machine, %d the same, %d new, %d gone."
                .formatted(
                    lines.size(),
                    count(Verdict.WORSE),
                    count(Verdict.BETTER),
                    count(Verdict.MOVED),
                    count(Verdict.SAME),
                    count(Verdict.NEW),
                    count(Verdict.GONE)))
        .toString();
  }
}
