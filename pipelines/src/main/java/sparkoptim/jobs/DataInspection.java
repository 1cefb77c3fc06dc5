// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import sparkoptim.core.PlainText;

/** Looks at a file of data and proposes a configuration that trains on it. */
final class DataInspection {
  private static final int BEGINNING = 1 << 18;
  private static final int MAX_ROUNDS = 3;

  /** Of fewer rows none are set aside: a handful would say nothing of the model. */
  private static final long FEW = 50;

  private final SparkSession spark;
  private final Input input;
  private final ProposedConfig config = new ProposedConfig();
  private List<ColumnReport> columns = List.of();
  private List<ColumnReport> labels = List.of();

  /**
   * @param path a file, or a folder of files of one kind
   */
  DataInspection(SparkSession spark, String path) {
    this.spark = spark;
    this.input = new Input(path, path, Optional.empty());
  }

  /** Looks, then prints the configuration, or a report that holds it. */
  void print(PrintStream out, boolean json) throws IOException {
    String format = format();
    switch (format) {
      case "libsvm" -> vectors();
      case "idx" -> images();
      default -> table();
    }
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("format", format);
      report.put("columns", columns.stream().map(ColumnReport::values).toList());
      report.put("labels", labels.stream().map(ColumnReport::name).toList());
      report.put("config", config.hocon());
      out.write(Json.bytes(report));
    } else {
      comment().forEach(line -> out.println("# " + PlainText.line(line)));
      out.print(config.hocon());
    }
    out.flush();
  }

  private String format() {
    Path file =
        Inputs.firstFile(spark, input)
            .orElseThrow(() -> new JobException("no data in " + input.path()));
    byte[] bytes;
    try (InputStream in = Inputs.open(file.toUri().toString(), Inputs.hadoop(spark), 1 << 16)) {
      bytes = in.readNBytes(BEGINNING);
    } catch (IOException e) {
      throw ReadFailure.explained(
          input, ReadFailure.in(file.toString(), new UncheckedIOException(e)));
    }
    if (FileKind.binary(bytes).isEmpty()) {
      Inputs.requireText(file.toString(), bytes);
    }
    String text = new String(bytes, charset(bytes)).replace("\uFEFF", "");
    String format = FileKind.of(bytes, text);
    config.word("format", format);
    config.text("train", input.path());
    String name = new Path(input.path()).getName().replaceAll("\\.[A-Za-z.0-9]*$", "");
    config.output("runs/" + (name.isEmpty() ? "model" : name));
    if (format.equals("csv")) {
      if (!charset(bytes).name().startsWith("UTF")) {
        config.text("options.encoding", charset(bytes).name());
      }
      csv(CsvSniffer.of(text).found());
    }
    return format;
  }

  private static Charset charset(byte[] bytes) {
    Charset other =
        Utf8.isBeginning(bytes) ? StandardCharsets.UTF_8 : Charset.forName("windows-1252");
    return FileKind.marked(bytes).orElse(other);
  }

  private void csv(CsvSniffer.Found found) {
    if (!found.sep().equals(",")) {
      config.text("options.sep", found.sep());
    }
    if (!found.quote().equals("\"")) {
      config.text("options.quote", found.quote());
    }
    if (found.breaks()) {
      config.word("options.multiLine", true);
    }
    if (found.doubled()) {
      config.text("options.escape", "\"");
    }
    if (found.spaces()) {
      config.word("options.ignoreLeadingWhiteSpace", true);
    }
    if (!found.header()) {
      config.word("options.header", false);
    }
    if (found.skipLines() > 0) {
      config.word("skipLines", found.skipLines());
    }
    if (!found.decimal().equals(".")) {
      config.text("decimal", found.decimal());
    }
  }

  private DataSettings settings() {
    Config proposed =
        ConfigFactory.parseString(config.hocon()).withFallback(JobConfig.reference()).resolve();
    return DataSettings.of(new Keys(proposed));
  }

  private ReadRows open() {
    return ReadRows.open(DataFormat.source(settings()), spark, input, Optional.empty());
  }

  /** Sets what keeps columns from being numbers until nothing does. */
  private ReadRows openTable() {
    ReadRows rows = open();
    for (int round = 0; round < MAX_ROUNDS && settle(rows.rows()); round++) {
      rows.close();
      rows = open();
    }
    return rows;
  }

  private boolean settle(Dataset<Row> rows) {
    List<String> nulls = new ArrayList<>(settings().dialect().nulls());
    int before = nulls.size();
    boolean changed = false;
    for (StructField field : rows.schema().fields()) {
      Optional<String> reason = TextReason.of(field);
      if (reason.isPresent()) {
        String setting = reason.get().replaceFirst("(?s)^.*: data\\.", "");
        Config set = ConfigFactory.parseString(setting);
        if (set.hasPath("options.nullValue")) {
          new Keys(set)
              .texts("options.nullValue").stream()
                  .filter(text -> !nulls.contains(text))
                  .forEach(nulls::add);
        } else {
          String key = set.root().keySet().iterator().next();
          config.text(key, set.getString(key));
          changed = true;
        }
      }
    }
    if (nulls.size() > before) {
      config.texts("options.nullValue", nulls);
    }
    return changed || nulls.size() > before;
  }

  private void table() {
    try (ReadRows read = openTable()) {
      if (read.count() == 0) {
        throw new JobException("no rows in " + input.path());
      }
      columns = ColumnReport.of(read.rows());
    }
    labels = LabelGuess.candidates(columns);
    if (labels.isEmpty()) {
      throw new JobException(
          input.path() + ": no column may be a label: all are constant, or texts that all differ");
    }
    ColumnReport label = labels.get(0);
    config.text("labelColumn", label.name());
    learn(LabelGuess.isClass(label));
    config.word("features", "all");
    List<String> dropped =
        columns.stream()
            .filter(column -> !column.equals(label) && column.unfit().isPresent())
            .map(ColumnReport::name)
            .toList();
    if (!dropped.isEmpty()) {
      config.texts("drop", dropped);
    }
    if (dropped.size() == columns.size() - 1) {
      throw new JobException(
          "%s: no column beside the label %s makes a feature%s"
              .formatted(input.path(), label.name(), leftOut()));
    }
    boolean missing =
        columns.stream().anyMatch(c -> !c.equals(label) && c.missing() > 0 && c.unfit().isEmpty());
    if (label.missing() > 0) {
      config.word("missing", "skip");
    } else if (missing) {
      config.word("missing", "indicator");
    }
    if (label.rows() >= FEW) {
      config.word("split.testFraction", 0.2);
    }
  }

  private String leftOut() {
    List<String> reasons =
        columns.stream()
            .filter(column -> column.unfit().isPresent())
            .map(column -> column.name() + " (" + column.unfit().get() + ")")
            .toList();
    return reasons.isEmpty() ? "" : ": " + Text.shortened(String.join(", ", reasons));
  }

  private void learn(boolean classes) {
    if (classes) {
      config.word("relabel", "sorted");
    }
    config.stage(classes ? "LogisticRegression" : "LinearRegression");
  }

  private void vectors() {
    try (ReadRows read = open()) {
      columns = ColumnReport.of(read.rows().select("label"));
    }
    ColumnReport label = columns.get(0);
    boolean classes = label.distinct() <= 20 && 3 * label.distinct() <= label.rows();
    learn(classes);
    config.word("split.testFraction", 0.2);
  }

  private void images() {
    String named = input.path().replace("images-idx3", "labels-idx1");
    if (named.equals(input.path())) {
      throw new JobException(
          input.path()
              + ": images need labels: their file has images-idx3 in its name, and that"
              + " of the labels, beside it, labels-idx1");
    }
    config.text("labels", named);
    config.word("split.testFraction", 0.2);
  }

  private List<String> comment() {
    List<String> lines = new ArrayList<>();
    lines.add("Proposed by spark-optim inspect. Train with: spark-optim train THIS-FILE");
    if (columns.isEmpty()) {
      return lines;
    }
    lines.add(Text.of("%,d rows; columns:", columns.get(0).rows()));
    for (ColumnReport column : columns.subList(0, Math.min(40, columns.size()))) {
      lines.add(
          Text.of(
              "  %s: %s, %,d different%s%s",
              ConfigUtil.quoteString(column.name()),
              column.type().simpleString(),
              column.distinct(),
              column.missing() > 0 ? Text.of(", %,d missing", column.missing()) : "",
              column.unfit().map(reason -> "; left out: " + reason).orElse("")));
    }
    if (columns.size() > 40) {
      lines.add(Text.of("  and %,d more", columns.size() - 40));
    }
    if (labels.size() > 1) {
      lines.add(
          "other labels that it may be: "
              + String.join(
                  ", ",
                  labels.subList(1, Math.min(4, labels.size())).stream()
                      .map(ColumnReport::name)
                      .toList()));
    }
    return lines;
  }
}
