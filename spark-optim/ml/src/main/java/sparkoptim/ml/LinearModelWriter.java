// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.GeneralMLWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.serving.LinearNumbers;
import sparkoptim.core.serving.OnnxExport;
import sparkoptim.core.serving.PmmlExport;
import sparkoptim.core.serving.ScorerFile;

/**
 * Writes a linear model in one of its formats. {@code internal} is what Spark reads: metadata with
 * the params, a Parquet file of one row, and beside them the file of {@link ScorerFile}. {@code
 * pmml} and {@code onnx} are for other programs. No serialized objects: reading runs no code of a
 * file's.
 */
final class LinearModelWriter extends GeneralMLWriter {
  private static final List<String> FORMATS = List.of("internal", "pmml", "onnx");

  private final Params model;
  private final LinearWeights weights;
  private final LinearNumbers numbers;
  private final StructType schema;
  private final Row row;
  private String source = FORMATS.get(0);

  /**
   * Creates a writer.
   *
   * @param numbers of the model, as exports have them
   * @param schema of the Parquet file
   * @param row of the Parquet file
   */
  <M extends PipelineStage & Params> LinearModelWriter(
      M model, LinearWeights weights, LinearNumbers numbers, StructType schema, Row row) {
    super(model);
    this.model = model;
    this.weights = weights;
    this.numbers = numbers;
    this.schema = schema;
    this.row = row;
  }

  /**
   * Sets the format.
   *
   * @param value internal, pmml or onnx
   * @return this writer
   */
  @Override
  public LinearModelWriter format(String value) {
    String known = value.toLowerCase(Locale.ROOT);
    if (!FORMATS.contains(known)) {
      throw new IllegalArgumentException(
          "format must be one of %s, was %s".formatted(String.join(", ", FORMATS), value));
    }
    source = known;
    return this;
  }

  @Override
  public void saveImpl(String path) {
    weights.requireNumbers(true);
    String name = model.getClass().getSimpleName() + " " + model.uid();
    switch (source) {
      case "pmml" -> lines(path, PmmlExport.text(numbers, name));
      case "onnx" -> file(new Path(path), out -> out.write(OnnxExport.bytes(numbers, model.uid())));
      default -> {
        ModelMetadata.save(model, path, sparkSession());
        sparkSession()
            .createDataFrame(List.of(row), schema)
            .coalesce(1)
            .write()
            .parquet(new Path(path, "data").toString());
        file(new Path(path, ScorerFile.NAME), out -> ScorerFile.write(numbers, out));
      }
    }
  }

  /** As MLlib writes PMML: a folder with a text file in it. */
  private void lines(String path, String text) {
    file(
        new Path(path, "part-00000"),
        out -> out.write((text + "\n").getBytes(StandardCharsets.UTF_8)));
    file(new Path(path, "_SUCCESS"), out -> {});
  }

  @FunctionalInterface
  private interface Content {
    void write(OutputStream out) throws IOException;
  }

  private void file(Path file, Content content) {
    try (OutputStream out = file.getFileSystem(sc().hadoopConfiguration()).create(file, true)) {
      content.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException("%s could not be written".formatted(file), e);
    }
  }
}
