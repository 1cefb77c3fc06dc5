// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * LIBSVM text: a label and {@code index:value} pairs, indices from 1 and ascending, one space
 * between; {@code #} begins a comment. Lines are kept as they are read, so that the look for the
 * largest index and for lines that are no LIBSVM does not read files again.
 */
record LibsvmSource(DataSettings settings) implements ReadRows.Once {

  @Override
  public Dataset<Row> read(SparkSession spark, Input input, Optional<StructType> like) {
    return open(spark, input, like).rows();
  }

  @Override
  public ReadRows open(SparkSession spark, Input input, Optional<StructType> like) {
    long start = System.nanoTime();
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    options.putAll(settings.options());
    boolean dense = "dense".equalsIgnoreCase(options.remove("vectorType"));
    var guard = new FileGuard(spark, FileGuard.HeadRows.NONE);
    try {
      Inputs.requireText(spark, input);
      Dataset<Row> text = SparkSource.reader(spark, input, options).text(input.path());
      try (RowBlocks lines = guard.keep(text.select(functions.col("value")))) {
        int dimension = dimension(lines, input, like);
        boolean marks = settings.marksUnfit();
        StructType schema =
            new StructType()
                .add(settings.labelColumn(), DataTypes.DoubleType, marks)
                .add(marks ? nullable(FeaturesColumn.of(dimension)) : FeaturesColumn.of(dimension));
        StructType written = marks ? schema.add(UnfitRows.FIELD) : schema;
        return ReadRows.kept(
            guard,
            lines.mapped(partition -> vectors(partition, written, dimension, dense), written),
            start);
      }
    } catch (Exception e) { // Scala declares no exceptions
      throw ReadFailure.explained(input, e);
    }
  }

  private static Iterator<RowBlock> vectors(
      Iterator<RowBlock> blocks, StructType schema, int dimension, boolean dense) {
    UnsafeProjection packed = UnsafeProjection.create(schema);
    var type = new VectorUDT();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return blocks.hasNext();
      }

      @Override
      public RowBlock next() {
        RowBlock lines = blocks.next();
        var rows = new RowBlock.Builder(lines.file, lines.start, lines.number, schema.size());
        UnsafeRow line = lines.newRow();
        for (int i = 0; i < lines.size(); i++) {
          byte[] text = lines.row(i, line).getBinary(0);
          if (!LibsvmLine.isEmpty(text)) {
            rows.add(packed.apply(new GenericInternalRow(values(text))));
          }
        }
        return rows.build();
      }

      /** Returns label and vector, or nulls and the reason. */
      private Object[] values(byte[] line) {
        var values = new Object[schema.size()];
        try {
          LibsvmLine read = LibsvmLine.of(line);
          refuseBeyond(read.lastIndex(), dimension);
          Vector sparse = Vectors.sparse(dimension, read.places(), read.values());
          values[0] = read.label();
          values[1] = type.serialize(dense ? sparse.toDense() : sparse);
        } catch (IllegalArgumentException e) {
          if (values.length == 2) {
            throw e; // the look for such lines has found none
          }
          String text = Text.shortened(new String(line, StandardCharsets.UTF_8));
          values[2] = UTF8String.fromString(e.getMessage() + ": " + text);
        }
        return values;
      }
    };
  }

  private static StructField nullable(StructField field) {
    return new StructField(field.name(), field.dataType(), true, field.metadata());
  }

  private static void refuseBeyond(int index, int dimension) {
    if (index > dimension) {
      throw new IllegalArgumentException(
          Text.of("feature index %d is beyond the %d features of the model", index, dimension));
    }
  }

  private int dimension(RowBlocks lines, Input input, Optional<StructType> like) {
    LibsvmScan scan = LibsvmScan.of(lines);
    if (scan.badLines() > 0 && !settings.marksUnfit()) {
      throw new ContentException(
          Text.of(
              "%s: %,d malformed LIBSVM lines. First: %s",
              input.key(), scan.badLines(), scan.firstBad(lines.order())));
    }
    Optional<Integer> trained = like.flatMap(FeaturesColumn::dimension);
    int largest = Math.max(1, scan.maxIndex());
    int dimension = trained.or(settings::numFeatures).orElse(largest);
    if (largest > dimension && !(settings.marksUnfit() && trained.isPresent())) {
      throw new ContentException(
          Text.of(
                  "%s: feature index %d is beyond the %d features %s (in %s)",
                  input.key(),
                  largest,
                  dimension,
                  trained.isPresent() ? "that the model is trained on" : "of data.numFeatures",
                  input.path())
              + (trained.isPresent() ? "; data.numFeatures sets their number" : ""));
    }
    if (trained.isEmpty()) {
      String where =
          dimension == scan.maxIndex()
              ? Text.of(
                  "%s: the feature index %,d (%s)",
                  input.key(), dimension, lines.order().named(scan.maxLine(), "line"))
              : Text.of("data.numFeatures = %,d", dimension);
      ModelMemory.refuseTooMany(where, dimension);
    }
    return dimension;
  }
}
