// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.PlainText;
import sparkoptim.jobs.DataException;

/**
 * What a model fixes for those that come after it, and for whoever applies it: the file {@code
 * pinned.json} in the model's folder.
 *
 * @param labelColumn the column of labels
 * @param labels the label behind each code, numbers or texts; empty where labels were not recoded
 * @param width how many features the last stage takes; none where it does not say
 * @param features names of the features; empty where they have none
 * @param columns all columns of the rows, as the stages saw them
 * @param read the names of those that stages read
 */
public record ModelPins(
    String labelColumn,
    List<Object> labels,
    Optional<Integer> width,
    List<String> features,
    StructType columns,
    List<String> read) {

  /** The file's name in the model's folder; Spark's readers look at its folders only. */
  public static final String FILE = "pinned.json";

  private static final int VERSION = 1;
  private static final long LONGEST = 64L << 20;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Creates what is pinned. */
  public ModelPins {
    labels = List.copyOf(labels);
    features = List.copyOf(features);
    read = List.copyOf(read);
  }

  /**
   * Returns what a trained model pins.
   *
   * @param rows what it was trained on
   * @param labels the label behind each code; empty where labels were not recoded
   */
  public static ModelPins of(
      PipelineModel model, Dataset<Row> rows, String labelColumn, List<Object> labels) {
    Transformer[] stages = model.stages();
    Transformer last = stages[stages.length - 1];
    int width = last instanceof PredictionModel<?, ?> predicts ? predicts.numFeatures() : 0;
    List<String> features =
        last instanceof PredictionModel<?, ?> predicts
            ? FeatureNames.of(front(stages, rows), predicts.getFeaturesCol())
            : List.of();
    StructType columns = new StructType();
    for (StructField field :
        rows.schema().fields()) { // metadata tell of this reading, not of the column
      columns = columns.add(field.name(), field.dataType(), field.nullable());
    }
    return new ModelPins(
        labelColumn,
        labels,
        width > 0 ? Optional.of(width) : Optional.empty(),
        features,
        columns,
        ColumnsRead.of(stages, rows.schema(), labelColumn));
  }

  /** Returns what the last stage sees; names are in the metadata of columns, not in types alone. */
  private static StructType front(Transformer[] stages, Dataset<Row> rows) {
    Dataset<Row> seen = rows;
    for (int i = 0; i < stages.length - 1; i++) {
      seen = stages[i].transform(seen);
    }
    return seen.schema();
  }

  /**
   * Reads what a model has pinned.
   *
   * @return nothing where the model has no such file, as models of other programs
   * @throws DataException if the file is damaged, or of a later version
   */
  public static Optional<ModelPins> of(Path model, Configuration hadoop) throws IOException {
    Path file = new Path(model, FILE);
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      byte[] bytes = in.readNBytes((int) LONGEST);
      return Optional.of(read(file.toString(), bytes));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (ChecksumException e) {
      throw new DataException("%s is damaged: its check sum does not agree".formatted(file));
    }
  }

  /** Returns the content of the file. */
  public byte[] json() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("version", VERSION);
    json.put("labelColumn", labelColumn);
    ArrayNode values = json.putArray("labels");
    for (Object label : labels) {
      values.addPOJO(label);
    }
    width.ifPresent(count -> json.put("numFeatures", count));
    ArrayNode names = json.putArray("features");
    features.forEach(names::add);
    ArrayNode used = json.putArray("read");
    read.forEach(used::add);
    try {
      json.set("columns", MAPPER.readTree(columns.json()));
      return (MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n")
          .getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ModelPins read(String place, byte[] bytes) throws IOException {
    try {
      JsonNode json = MAPPER.readTree(bytes);
      if (json == null || !json.path("version").isInt()) {
        throw new DataException(place + " is damaged: it does not say which version it has");
      }
      if (json.path("version").intValue() > VERSION) {
        throw new DataException(
            PlainText.of(
                "%s has version %d, and this program reads up to %d: take a newer one",
                place, json.path("version").intValue(), VERSION));
      }
      List<Object> labels = new ArrayList<>();
      for (JsonNode label : json.path("labels")) {
        labels.add(label(place, label));
      }
      JsonNode width = json.path("numFeatures");
      return new ModelPins(
          json.path("labelColumn").asText("label"),
          labels,
          width.isInt() && width.intValue() > 0 ? Optional.of(width.intValue()) : Optional.empty(),
          texts(json.path("features")),
          (StructType) DataType.fromJson(MAPPER.writeValueAsString(json.path("columns"))),
          texts(json.path("read")));
    } catch (JsonProcessingException e) {
      throw new DataException("%s is damaged: %s".formatted(place, e.getOriginalMessage()));
    } catch (DataException e) {
      throw e;
    } catch (RuntimeException e) { // of a schema that is none: Spark has no exception for it
      throw new DataException("%s is damaged: its columns cannot be read".formatted(place));
    }
  }

  private static Object label(String place, JsonNode label) {
    if (label.isTextual()) {
      return label.textValue();
    } else if (label.isIntegralNumber() && !label.canConvertToLong()) {
      return label.decimalValue();
    } else if (label.isIntegralNumber() || label.isFloatingPointNumber()) {
      return label.isIntegralNumber() ? (Object) label.longValue() : (Object) label.doubleValue();
    } else if (label.isBoolean()) {
      return label.booleanValue();
    }
    throw new DataException(
        place + " is damaged: a label must be a number or a text, was " + label);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
