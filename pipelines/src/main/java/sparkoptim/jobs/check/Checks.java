// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.PlainText;
import sparkoptim.jobs.window.ModelPins;
import sparkoptim.jobs.window.RowPrint;

/**
 * Holds a night's rows against the nights before.
 *
 * @param settings what is asked
 * @param now the profile of the new rows
 * @param reference that of the model that serves; none: there is no such model yet
 * @param lastNights profiles of the last nights that were not refused, the newest first
 * @param parent what the model that serves has pinned
 * @param kind what labels are
 */
public record Checks(
    CheckSettings settings,
    Profile now,
    Optional<Profile> reference,
    List<Profile> lastNights,
    Optional<ModelPins> parent,
    LabelKind kind) {
  private static final int NIGHTS = 7;
  private static final int MOST_NAMED = 5;

  /** What labels are, before anything recodes them. */
  public enum LabelKind {
    /** Those of a regression. */
    NUMBERS,
    /** Classes 0, 1, ... */
    CODES,
    /** Classes of any values, which the job recodes. */
    VALUES
  }

  /** A difference of shares below this number of standard deviations may be chance. */
  private static final double CHANCE = 3.3;

  /**
   * Makes all checks.
   *
   * @param schema of the new rows
   */
  public List<CheckResult> results(StructType schema) {
    List<CheckResult> results = new ArrayList<>();
    if (is("rows")) {
      results.add(rows());
    }
    if (is("classes") && kind != LabelKind.NUMBERS) {
      results.add(classes());
    }
    if (settings.schema() != CheckSettings.Schema.FREE) {
      parent.ifPresent(p -> results.add(new SchemaCheck(p, schema).result(settings.schema())));
    }
    if (is("nulls")) {
      reference.ifPresent(before -> results.add(nulls(before)));
    }
    if (is("duplicates")) {
      reference.ifPresent(before -> results.add(duplicates(before)));
    }
    if (is("drift")) {
      reference.ifPresent(before -> results.addAll(drift(before)));
    }
    return results;
  }

  private boolean is(String check) {
    return settings.onFailure(check) != CheckSettings.OnFailure.OFF;
  }

  private CheckResult.Status failed(String check) {
    return settings.failed(check);
  }

  private CheckResult rows() {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("rows", now.rows());
    if (now.rows() < settings.rowsMin()) {
      return new CheckResult(
          "rows",
          failed("rows"),
          PlainText.of("%,d rows, fewer than check.rows.min = %,d", now.rows(), settings.rowsMin()),
          numbers);
    }
    List<Long> before = lastNights.stream().limit(NIGHTS).map(Profile::rows).sorted().toList();
    if (before.isEmpty()) {
      return new CheckResult(
          "rows", CheckResult.Status.PASS, PlainText.of("%,d rows", now.rows()), numbers);
    }
    double median = median(before);
    double ratio = now.rows() / median;
    numbers.put("median", median);
    numbers.put("ratio", ratio);
    String sentence =
        PlainText.of(
            "%,d rows, %s of the median of %d nights", now.rows(), number(ratio), before.size());
    return settings.rowsRatio().holds(ratio)
        ? new CheckResult("rows", CheckResult.Status.PASS, sentence, numbers)
        : new CheckResult(
            "rows",
            failed("rows"),
            sentence + ", outside of check.rows.ratio = " + settings.rowsRatio(),
            numbers);
  }

  private static double median(List<Long> sorted) {
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
  }

  private CheckResult classes() {
    Map<String, Long> counts = new TreeMap<>(now.labels());
    known().forEach(label -> counts.putIfAbsent(label, 0L));
    Map<String, Object> numbers = new LinkedHashMap<>(counts);
    List<String> faults = new ArrayList<>();
    counts.forEach(
        (label, rows) -> {
          if (rows == 0) {
            faults.add("class %s has no rows".formatted(label));
          }
        });
    if (counts.size() == 1) {
      faults.add("all rows are of class " + counts.keySet().iterator().next());
    }
    if (faults.isEmpty()) { // otherwise the shares of the others tell the same once more
      counts.forEach((label, rows) -> faults.addAll(few(label, rows)));
    }
    return faults.isEmpty()
        ? new CheckResult(
            "classes", CheckResult.Status.PASS, "rows by class: " + shortened(counts), numbers)
        : new CheckResult("classes", failed("classes"), String.join("; ", faults), numbers);
  }

  private List<String> few(String label, long rows) {
    return rows < settings.classMin()
        ? List.of(
            PlainText.of(
                "class %s has %,d rows, fewer than check.classes.min = %,d",
                label, rows, settings.classMin()))
        : share(label, rows).stream().toList();
  }

  /** Returns the texts of all classes that there must be. */
  private List<String> known() {
    List<String> known = new ArrayList<>();
    parent.ifPresent(p -> p.labels().forEach(label -> known.add(RowPrint.text(label))));
    reference.ifPresent(before -> known.addAll(before.labels().keySet()));
    if (known.isEmpty() && kind == LabelKind.CODES) {
      int most = -1;
      for (String label : now.labels().keySet()) {
        most = label.matches("\\d{1,3}") ? Math.max(most, Integer.parseInt(label)) : most;
      }
      boolean codes = now.labels().keySet().stream().allMatch(label -> label.matches("\\d{1,3}"));
      for (int label = 0; codes && label <= most; label++) {
        known.add("" + label);
      }
    }
    return known;
  }

  private Optional<String> share(String label, long rows) {
    List<Profile> before = lastNights.isEmpty() ? reference.stream().toList() : lastNights;
    long all = 0;
    long ofClass = 0;
    for (Profile night : before.subList(0, Math.min(NIGHTS, before.size()))) {
      all += night.labels().values().stream().mapToLong(Long::longValue).sum();
      ofClass += night.labels().getOrDefault(label, 0L);
    }
    if (ofClass == 0) {
      return Optional.empty();
    }
    double had = (double) ofClass / all;
    double has = (double) rows / now.labels().values().stream().mapToLong(Long::longValue).sum();
    double pooled = (ofClass + rows) / (all + (double) now.rows());
    double deviation = Math.sqrt(pooled * (1 - pooled) * (1.0 / all + 1.0 / now.rows()));
    boolean byChance = Math.abs(has - had) <= CHANCE * deviation;
    return settings.shareRatio().holds(has / had) || byChance
        ? Optional.empty()
        : Optional.of(
            "class %s has a share of %s, and had %s: %s of it, outside of check.classes.shareRatio = %s"
                .formatted(
                    label, number(has), number(had), number(has / had), settings.shareRatio()));
  }

  private CheckResult nulls(Profile before) {
    List<String> faults = new ArrayList<>();
    Map<String, Object> numbers = new LinkedHashMap<>();
    now.columns()
        .forEach(
            (name, column) -> {
              ColumnProfile old = before.columns().get(name);
              if (old == null || now.rows() == 0 || before.rows() == 0 || !isRead(name)) {
                return;
              }
              double had = (double) old.nulls() / before.rows();
              double has = (double) column.nulls() / now.rows();
              if (has - had > settings.nulls()) {
                numbers.put(name, has);
                faults.add("%s %s, before %s".formatted(name, number(has), number(had)));
              }
            });
    return faults.isEmpty()
        ? new CheckResult(
            "nulls", CheckResult.Status.PASS, "no column has many more missing values", numbers)
        : new CheckResult(
            "nulls",
            failed("nulls"),
            "share of missing values: %s; check.nulls.maxIncrease = %s"
                .formatted(first(faults), number(settings.nulls())),
            numbers);
  }

  private boolean isRead(String column) {
    return parent.isEmpty()
        || parent.get().read().contains(column)
        || !List.of(parent.get().columns().fieldNames()).contains(column);
  }

  private CheckResult duplicates(Profile before) {
    double had = before.repeated();
    double has = now.repeated();
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("share", has);
    numbers.put("before", had);
    String sentence =
        "duplicates: a share of %s rows repeats others, before %s"
            .formatted(number(has), number(had));
    return has - had <= settings.duplicates()
        ? new CheckResult("duplicates", CheckResult.Status.PASS, sentence, numbers)
        : new CheckResult(
            "duplicates",
            failed("duplicates"),
            sentence + "; check.duplicates.maxIncrease = " + number(settings.duplicates()),
            numbers);
  }

  private List<CheckResult> drift(Profile before) {
    List<Drift> moved = new ArrayList<>();
    List<Drift> blocked = new ArrayList<>();
    List<Drift> drifts = Drift.between(before, now);
    for (Drift drift : drifts) {
      double block = settings.driftColumns().getOrDefault(drift.column(), settings.driftBlock());
      boolean off = Double.isInfinite(settings.driftColumns().getOrDefault(drift.column(), 0.0));
      if (off || !isRead(drift.column()) || isLabel(drift.column())) {
        continue;
      }
      if (drift.psi() > block && drift.moved()) {
        blocked.add(drift);
      } else if (settings.driftWarn().map(w -> drift.psi() > w).orElse(drift.moved())) {
        moved.add(drift);
      }
    }
    List<CheckResult> results = new ArrayList<>();
    if (!blocked.isEmpty()) {
      results.add(
          drifted(
              blocked, failed("drift"), "; check.drift.block = " + number(settings.driftBlock())));
    }
    if (!moved.isEmpty()) {
      results.add(drifted(moved, CheckResult.Status.WARN, ""));
    }
    if (results.isEmpty()) {
      String largest = drifts.isEmpty() ? "" : "; the largest PSI is " + drifts.get(0);
      results.add(
          new CheckResult(
              "drift", CheckResult.Status.PASS, "no column has moved" + largest, Map.of()));
    }
    return results;
  }

  /** The shares of classes have a check of their own. */
  private boolean isLabel(String column) {
    return kind != LabelKind.NUMBERS
        && parent.map(ModelPins::labelColumn).filter(column::equals).isPresent();
  }

  private static CheckResult drifted(List<Drift> drifts, CheckResult.Status status, String end) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    drifts.forEach(drift -> numbers.put(drift.column(), drift.psi()));
    String named = first(drifts.stream().map(Drift::toString).toList());
    return new CheckResult("drift", status, "drift: " + named + end, numbers);
  }

  private static String first(List<String> texts) {
    int more = texts.size() - MOST_NAMED;
    return String.join(", ", texts.subList(0, Math.min(MOST_NAMED, texts.size())))
        + (more > 0 ? PlainText.of(" and %,d more columns", more) : "");
  }

  private static String shortened(Map<String, Long> counts) {
    return first(counts.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue()).toList());
  }

  /** Returns a number with two digits that count; whole numbers whole. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(2)).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
