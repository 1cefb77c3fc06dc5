// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import sparkoptim.jobs.check.Profile;
import sparkoptim.jobs.window.InputFile;
import sparkoptim.jobs.window.NightRows;
import sparkoptim.jobs.window.Origin;
import sparkoptim.jobs.window.RowPrint;

/** Makes the origin of a model that {@code train} trained. */
record TrainOrigin(TrainSettings settings, Configuration hadoop) {

  /**
   * Fingerprints the rows as they were read, before stages and labels changed them.
   *
   * @param resolved the whole configuration
   */
  Origin of(TrainingData data, Config resolved) {
    List<ReadRows> read = data.read();
    List<Dataset<Row>> parts = new ArrayList<>();
    List<Input> places = new ArrayList<>();
    List<String> names = new ArrayList<>(List.of("train"));
    Optional<Split> split = settings.data().split();
    parts.add(split.map(s -> read.get(0).part(s, false)).orElseGet(() -> read.get(0).rows()));
    places.add(settings.train());
    if (split.isPresent()) {
      parts.add(read.get(0).part(split.get(), true));
      places.add(settings.train());
      names.add("test");
    } else if (settings.test().isPresent()) {
      parts.add(read.get(1).rows());
      places.add(settings.test().get());
      names.add("test");
    }
    String label = settings.data().columns().nameInData(settings.data().labelColumn());
    List<RowPrint> prints = NightRows.prints(parts, label);
    List<Map<String, Object>> inputs = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      inputs.add(values(names.get(i), places.get(i), prints.get(i)));
    }
    return new Origin(settings.parent().model(), inputs, Origin.sha256(resolved));
  }

  /** Returns what the training rows are like, their labels as they were read. */
  Profile profile(TrainingData data) {
    Optional<Split> split = settings.data().split();
    ReadRows read = data.read().get(0);
    Dataset<Row> raw = split.map(s -> read.part(s, false)).orElseGet(read::rows);
    Dataset<Row> used = settings.data().columns().of(raw, settings.train(), true);
    return Profile.of(used, settings.data().labelColumn());
  }

  private Map<String, Object> values(String name, Input place, RowPrint print) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", name);
    values.put("from", Secrets.redacted(place.path()));
    InputFile.deltaVersion(place.path(), settings.data().options(), hadoop)
        .ifPresent(v -> values.put("version", v));
    values.putAll(print.values());
    if (DataFormat.source(settings.data()).readsFiles()) {
      List<InputFile> files = new ArrayList<>(InputFile.at(place.key(), place.path(), hadoop));
      place.labels().ifPresent(labels -> files.addAll(InputFile.at(place.key(), labels, hadoop)));
      values.put("files", InputFile.values(files));
    }
    return values;
  }
}
