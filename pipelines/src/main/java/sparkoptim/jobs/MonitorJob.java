// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StringType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.DidYouMean;
import sparkoptim.engine.publish.Content;
import sparkoptim.engine.publish.Publication;
import sparkoptim.jobs.evaluate.Evaluated;
import sparkoptim.jobs.evaluate.Evaluation;
import sparkoptim.jobs.evaluate.EvaluationSettings;
import sparkoptim.jobs.window.ModelPins;

/**
 * Joins labels that have arrived to stored predictions, and measures these by version of the model
 * and by day.
 */
final class MonitorJob {
  static final String FILE = "monitor.json";

  /** A version and a day, in one column. */
  private static final String GROUP = "_version_day";

  private static final String ONE = "model"; // the version where predictions name none
  private static final Logger LOG = LoggerFactory.getLogger(MonitorJob.class);

  private final MonitorSettings settings;
  private final PrintStream out;
  private final JobRun run;

  MonitorJob(MonitorSettings settings, PrintStream out, JobRun run) {
    this.settings = settings;
    this.out = out;
    this.run = run;
  }

  void run() throws IOException {
    try (var session = JobSession.open("spark-optim monitor", settings.run());
        Publication folder =
            Publication.of(
                new Path(settings.output()), "monitor", settings.overwrite(), session.hadoop())) {
      folder.claim("output", FILE, Content.FILE);
      folder.begin();
      run.readsData();
      Source source = DataFormat.source(settings.data());
      if (source.readsFiles()) {
        Inputs.exists(session.spark(), settings.labels());
      }
      try (ReadRows labels =
          ReadRows.open(source, session.spark(), settings.labels(), Optional.empty())) {
        Map<String, Object> found = monitored(session, labels.rows());
        folder.write(FILE, Json.bytes(found));
        folder.publish(List.of());
        print(found, folder.path(FILE));
      }
    }
  }

  private Map<String, Object> monitored(JobSession session, Dataset<Row> read) throws IOException {
    try (var chosen = ModelToScore.open(settings.model(), session.hadoop())) {
      return monitored(session, read, chosen.place());
    }
  }

  /**
   * @param place the model, whose labels and profile count
   */
  private Map<String, Object> monitored(JobSession session, Dataset<Row> read, Path place)
      throws IOException {
    SavedModelCheck.require(place.toString(), session.hadoop(), settings.trusted());
    Transformer[] stages = PipelineModel.load(place.toString()).stages();
    Transformer last = stages[stages.length - 1];
    Optional<ModelPins> pinned = ModelPins.of(place, session.hadoop());
    String label = settings.data().labelColumn();
    Dataset<Row> labels = labels(read, pinned, label);
    Dataset<Row> predictions = predictions(session, label);
    Dataset<Row> joined = predictions.join(labels, settings.key()).persist();
    try {
      Map<String, Object> found = new LinkedHashMap<>();
      long rows = joined.count();
      found.put("version", 1);
      found.put("predictions", predictions.count());
      found.put("labels", labels.count());
      found.put("joined", rows);
      if (rows == 0) {
        throw new DataException(
            "no label of %s has a prediction: %s is the column of both"
                .formatted(settings.labels().path(), settings.key()));
      }
      var groups = new MonitoredGroups(last, joined, label, GROUP);
      found.put("groups", groups.values(evaluated(last, joined)));
      found.put("previous", new VersionPairs(last, joined, label, settings.key()).values());
      Dataset<Row> inputs = joined.drop(VersionPairs.VERSION, GROUP);
      found.put("warnings", warnings(place, pinned, inputs, session));
      return found;
    } finally {
      joined.unpersist();
    }
  }

  private Evaluated evaluated(Transformer last, Dataset<Row> joined) {
    List<String> by = new ArrayList<>(settings.evaluation().by());
    by.add(GROUP);
    EvaluationSettings all = settings.evaluation();
    return Evaluation.of(
        last,
        joined,
        new EvaluationSettings(all.replicates(), all.confidence(), all.seed(), by, all.key()));
  }

  private List<String> warnings(
      Path model, Optional<ModelPins> pinned, Dataset<Row> inputs, JobSession session)
      throws IOException {
    Optional<String> drift = ScoreDrift.WARN.told(model, pinned, inputs, session.hadoop());
    drift.ifPresent(LOG::warn);
    return drift.stream().toList();
  }

  /** Returns key and label, the label as the code that models predict. */
  private Dataset<Row> labels(Dataset<Row> read, Optional<ModelPins> pinned, String label) {
    Dataset<Row> used = settings.data().columns().of(read, settings.labels(), true);
    require("monitor.labels", used, settings.key());
    require("monitor.labels", used, label);
    Dataset<Row> labels = used.select(Names.column(settings.key()), Names.column(label));
    Row twice =
        labels
            .groupBy(Names.column(settings.key()))
            .count()
            .where("count > 1")
            .agg(functions.count(functions.lit(1)), functions.min(Names.column(settings.key())))
            .head();
    if (twice.getLong(0) > 0) {
      throw new DataException(
          Text.of(
              "monitor.labels: %,d keys have several rows, %s among them: a prediction has one label",
              twice.getLong(0), twice.get(1)));
    }
    List<Object> codes = pinned.map(ModelPins::labels).orElse(List.of());
    if (codes.isEmpty() && labels.schema().apply(label).dataType() instanceof StringType) {
      throw new DataException(
          "monitor.labels: column %s is one of texts%s, and the labels of the model are numbers"
              .formatted(
                  label,
                  TextReason.of(used.schema().apply(label))
                      .map(reason -> " because " + reason)
                      .orElse("")));
    }
    Dataset<Row> coded = codes.isEmpty() ? labels : new Labels(label, codes).apply(labels);
    return coded.withColumn(label, Names.column(label).cast("double"));
  }

  private Dataset<Row> predictions(JobSession session, String label) {
    Dataset<Row> rows =
        session.spark().read().format(settings.predictionsFormat()).load(settings.predictions());
    require("predictions", rows, settings.key());
    List<String> names = Arrays.asList(rows.columns());
    settings.day().ifPresent(day -> require("monitor.day: predictions", rows, day));
    Column version =
        names.contains(settings.version())
            ? Names.column(settings.version()).cast("string")
            : functions.lit(ONE);
    Column day =
        settings.day().map(name -> Names.column(name).cast("string")).orElse(functions.lit("all"));
    Dataset<Row> marked =
        rows.drop(Names.column(label))
            .withColumn(VersionPairs.VERSION, version)
            .withColumn(GROUP, functions.concat_ws(" ", version, day));
    for (String name : names) {
      boolean array = rows.schema().apply(name).dataType() instanceof ArrayType;
      if (name.equals("probability") && array) {
        marked =
            marked.withColumn(
                name, org.apache.spark.ml.functions.array_to_vector(Names.column(name)));
      }
    }
    return marked;
  }

  private static void require(String key, Dataset<Row> rows, String column) {
    List<String> names = Arrays.asList(rows.columns());
    if (!names.contains(column)) {
      throw new DataException(
          "%s: there is no column %s; %s".formatted(key, column, DidYouMean.hint(column, names)));
    }
  }

  private void print(Map<String, Object> found, Path file) {
    var table = new ResultTable();
    table.add("predictions", found.get("predictions"));
    table.add(
        "labels", Text.of("%,d, %,d with a prediction", found.get("labels"), found.get("joined")));
    for (Object group : (List<?>) found.get("groups")) {
      table.add(String.valueOf(((Map<?, ?>) group).get("group")), MonitoredGroups.words(group));
    }
    for (Object pair : (List<?>) found.get("previous")) {
      table.add("previous", ((Map<?, ?>) pair).get("sentence"));
    }
    List<?> warnings = (List<?>) found.get("warnings");
    table.add("warnings", warnings.isEmpty() ? null : warnings.get(0));
    table.add("record", file);
    table.print(out);
  }
}
