// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import sparkoptim.ml.LogisticRegressionModel;

/** Reports on a saved Spark ML model as names and values; for our models, with their numbers. */
record ModelReport(FileSystem files) {
  private static final int STAGES_MOST = 100;

  /** Returns the model in a folder. */
  Map<String, Object> of(Path folder) throws IOException {
    JsonNode metadata = metadata(folder);
    Map<String, Object> report = new LinkedHashMap<>();
    String name = metadata.path("class").asText();
    report.put("kind", name.equals(PipelineModel.class.getName()) ? "pipeline" : "model");
    report.put("path", folder.toString());
    report.put("class", name);
    report.put("uid", metadata.path("uid").asText());
    report.put("spark", metadata.path("sparkVersion").asText());
    report.put("written", Instant.ofEpochMilli(metadata.path("timestamp").asLong()).toString());
    if (name.equals(LogisticRegressionModel.class.getName())) {
      report.putAll(SavedCoefficients.read(files, new Path(folder, "data")).report());
    } else if (NetworkNumbers.isOne(name)) {
      report.putAll(NetworkNumbers.report(files, new Path(folder, "data")));
    }
    report.put("params", params(metadata));
    if (name.equals(PipelineModel.class.getName())) {
      List<Map<String, Object>> stages = new ArrayList<>();
      for (Path stage : stages(folder)) {
        stages.add(of(stage));
      }
      report.put("stages", stages);
    }
    return report;
  }

  /** Spark writes the metadata as text of one line. */
  private JsonNode metadata(Path folder) throws IOException {
    for (FileStatus file : files.listStatus(new Path(folder, "metadata"))) {
      if (file.getPath().getName().startsWith("part-") && file.getLen() > 0) {
        try (InputStream in = files.open(file.getPath())) {
          JsonNode node = new ObjectMapper().readTree(in);
          if (node.isObject() && node.has("class")) {
            return node;
          }
        }
      }
    }
    throw new JobException(folder + ": its metadata is not that of a Spark ML model");
  }

  /** Returns the params that were set, then the defaults. */
  private static Map<String, Object> params(JsonNode metadata) {
    Map<String, Object> params = new LinkedHashMap<>();
    for (String group : List.of("paramMap", "defaultParamMap")) {
      metadata
          .path(group)
          .properties()
          .forEach(
              param ->
                  params.putIfAbsent(
                      param.getKey(),
                      param.getValue().isTextual()
                          ? param.getValue().textValue()
                          : param.getValue().toString()));
    }
    return params;
  }

  /** Folders are named by place and uid. */
  private List<Path> stages(Path folder) throws IOException {
    FileStatus[] children = files.listStatus(new Path(folder, "stages"));
    if (children.length > STAGES_MOST) {
      throw new JobException(folder + ": a pipeline of more than " + STAGES_MOST + " stages");
    }
    return Arrays.stream(children)
        .map(FileStatus::getPath)
        .filter(path -> path.getName().matches("[0-9]{1,6}_.*"))
        .sorted(Comparator.comparingInt(ModelReport::place))
        .toList();
  }

  private static int place(Path stage) {
    String name = stage.getName();
    return Integer.parseInt(name.substring(0, name.indexOf('_')));
  }
}
