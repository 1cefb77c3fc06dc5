// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.PlainText;
import sparkoptim.jobs.DataException;
import sparkoptim.jobs.Json;
import sparkoptim.jobs.window.ContentHash;

/**
 * What the rows of a night are like, from one pass over them; the same for any order and
 * partitioning. Numbers of rows, nulls, ends and categories are of all rows; quantiles, bins and
 * repeated rows are of a sample of {@link Contents}, which holds all rows of a small night.
 */
public final class Profile {
  /** The file's name beside a model. */
  public static final String FILE = "profile.json";

  private static final int VERSION = 1;
  private static final int BINS = 10;
  private static final int MOST_CATEGORIES = 200;

  /** Features of a vector beyond these have no names and no meaning of their own: hashes. */
  private static final int MOST_FEATURES = 4096;

  private static final int LARGEST_SAMPLE = 5_000;
  private static final int LEAST_SAMPLE = 1_000;
  private static final int SAMPLED_VALUES = 4_000_000;
  private static final int DRIVER_PARTITIONS = 16;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final long rows;
  private final double repeated;
  private final Map<String, Long> labels;
  private final Map<String, ColumnProfile> columns;

  /** The sample of each column of numbers; none of a profile that was read from a file. */
  private final Map<String, ColumnSample> samples;

  private Profile(
      long rows,
      double repeated,
      Map<String, Long> labels,
      Map<String, ColumnProfile> columns,
      Map<String, ColumnSample> samples) {
    this.rows = rows;
    this.repeated = repeated;
    this.labels = labels;
    this.columns = columns;
    this.samples = samples;
  }

  /**
   * Looks at rows.
   *
   * @param label the column whose values are counted one by one
   */
  public static Profile of(Dataset<Row> rows, String label) {
    return of(rows, label, BINS);
  }

  /**
   * Looks at rows.
   *
   * @param label the column whose values are counted one by one
   * @param bins into which the values of a column of numbers are divided
   */
  public static Profile of(Dataset<Row> rows, String label, int bins) {
    StructType schema = rows.schema();
    List<String> names = List.of(schema.fieldNames());
    int labelPlace = names.indexOf(label);
    int vector = vector(schema);
    int width = vector < 0 ? 0 : width(rows, names.get(vector));
    int sample =
        Math.max(
            LEAST_SAMPLE,
            Math.min(LARGEST_SAMPLE, SAMPLED_VALUES / Math.max(1, schema.size() + width)));
    JavaRDD<InternalRow> internal = rows.queryExecution().toRdd().toJavaRDD();
    JavaRDD<RowTally> tallies =
        internal.mapPartitions(part -> RowTally.of(part, schema, labelPlace, vector, sample));
    if (tallies.getNumPartitions() == 0) {
      return new Profile(0, 0, Map.of(), Map.of(), Map.of());
    }
    RowTally all =
        tallies.getNumPartitions() <= DRIVER_PARTITIONS
            ? tallies.collect().stream().reduce(RowTally::merge).orElseThrow()
            : tallies.treeReduce(RowTally::merge);
    return new Maker(schema, all, bins).profile();
  }

  /** Looks at rows that are here. */
  static Profile of(Iterator<InternalRow> rows, StructType schema, String label) {
    int place = List.of(schema.fieldNames()).indexOf(label);
    Iterator<RowTally> tally = RowTally.of(rows, schema, place, vector(schema), LARGEST_SAMPLE);
    return new Maker(schema, tally.next(), BINS).profile();
  }

  private static int vector(StructType schema) {
    for (int i = 0; i < schema.size(); i++) {
      if (schema.fields()[i].dataType().equals(SQLDataTypes.VectorType())) {
        return i;
      }
    }
    return -1;
  }

  private static int width(Dataset<Row> rows, String column) {
    List<Row> first = rows.select("`" + column.replace("`", "``") + "`").limit(1).collectAsList();
    return first.isEmpty() || first.get(0).isNullAt(0)
        ? 0
        : Math.min(MOST_FEATURES, first.get(0).<org.apache.spark.ml.linalg.Vector>getAs(0).size());
  }

  /** Returns the number of rows. */
  public long rows() {
    return rows;
  }

  /** Returns the share of rows whose content another row of these has had. */
  public double repeated() {
    return repeated;
  }

  /** Returns the rows of each label, by its text. */
  public Map<String, Long> labels() {
    return labels;
  }

  Map<String, ColumnProfile> columns() {
    return columns;
  }

  Optional<ColumnSample> sample(String column) {
    return Optional.ofNullable(samples.get(column));
  }

  /** Returns the content of the file. */
  public byte[] json() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("version", VERSION);
    values.put("rows", rows);
    values.put("repeated", repeated);
    values.put("labels", labels);
    Map<String, Object> all = new LinkedHashMap<>();
    columns.forEach((name, column) -> all.put(name, column.values()));
    values.put("columns", all);
    try {
      return Json.bytes(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads the content of the file.
   *
   * @param place the file, for errors
   */
  public static Profile of(String place, byte[] json) {
    try {
      Map<String, Object> values = MAPPER.readValue(json, new TypeReference<>() {});
      if (!Integer.valueOf(VERSION).equals(values.get("version"))) {
        throw new DataException(
            PlainText.of(
                "%s has version %s, and this program reads %d",
                place, values.get("version"), VERSION));
      }
      Map<String, Long> labels = new TreeMap<>();
      Map<String, ColumnProfile> columns = new LinkedHashMap<>();
      group(values, "labels").forEach((k, v) -> labels.put(k, ColumnProfile.count(v)));
      group(values, "columns")
          .forEach((name, column) -> columns.put(name, ColumnProfile.of(group(column))));
      Object repeated = values.get("repeated");
      return new Profile(
          ColumnProfile.count(values.get("rows")),
          repeated instanceof Number share ? share.doubleValue() : 0,
          labels,
          columns,
          Map.of());
    } catch (IOException | IllegalArgumentException e) {
      throw new DataException("%s is damaged: it is not the profile of rows".formatted(place));
    }
  }

  private static Map<String, Object> group(Map<String, Object> values, String name) {
    return group(values.get(name));
  }

  private static Map<String, Object> group(Object value) {
    Map<String, Object> group = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, item) -> group.put(String.valueOf(key), item));
    }
    return group;
  }

  /** Makes a profile of what a pass has seen. */
  private static final class Maker {
    private final int bins;
    private final StructType schema;
    private final RowTally tally;
    private final List<Contents.Content> sample;
    private final Map<String, ColumnProfile> columns = new LinkedHashMap<>();
    private final Map<String, ColumnSample> samples = new LinkedHashMap<>();

    Maker(StructType schema, RowTally tally, int bins) {
      this.bins = bins;
      this.schema = schema;
      this.tally = tally;
      this.sample = tally.contents.all();
    }

    Profile profile() {
      for (int i = 0; i < schema.size(); i++) {
        StructField field = schema.fields()[i];
        if (i == tally.vector) {
          vector(i, field.name());
        } else {
          column(i, field);
        }
      }
      long seen = sample.stream().mapToLong(content -> content.rows).sum();
      double repeated = seen == 0 ? 0 : 1 - (double) sample.size() / seen;
      return new Profile(tally.rows, repeated, tally.labels, columns, samples);
    }

    private void column(int place, StructField field) {
      DataType type = field.dataType();
      long nulls = tally.rows - tally.filled[place];
      if (type instanceof StringType) {
        columns.put(field.name(), texts(place, nulls));
      } else if (type instanceof NumericType || type instanceof BooleanType) {
        ColumnSample values = new ColumnSample(sample.size());
        for (Contents.Content content : sample) {
          if (!content.row.isNullAt(place)) {
            double value = ContentHash.number(content.row, place, type);
            if (!Double.isNaN(value)) {
              values.add(value, content.rows);
            }
          }
        }
        put(field.name(), nulls, values, tally.min[place], tally.max[place]);
      } else {
        columns.put(
            field.name(), new ColumnProfile(ColumnProfile.Kind.OTHER, nulls, null, Map.of(), 0));
      }
    }

    private ColumnProfile texts(int place, long nulls) {
      Texts all = tally.texts.get(place);
      Map<String, Long> counts = all.counts();
      if (all.areTooMany()) {
        for (Contents.Content content : sample) {
          if (!content.row.isNullAt(place)) {
            counts.merge(content.row.getUTF8String(place).toString(), content.rows, Long::sum);
          }
        }
      }
      Map<String, Long> frequent = new LinkedHashMap<>();
      counts.entrySet().stream()
          .sorted(
              Comparator.comparing((Map.Entry<String, Long> e) -> -e.getValue())
                  .thenComparing(Map.Entry::getKey))
          .limit(MOST_CATEGORIES)
          .forEach(entry -> frequent.put(entry.getKey(), entry.getValue()));
      long sum = counts.values().stream().mapToLong(Long::longValue).sum();
      long others = sum - frequent.values().stream().mapToLong(Long::longValue).sum();
      return new ColumnProfile(ColumnProfile.Kind.TEXT, nulls, null, frequent, others);
    }

    /** Features have the names that messages of the library give them: {@code features 17}. */
    private void vector(int place, String name) {
      int width = Math.min(MOST_FEATURES, tally.entries.length);
      List<ColumnSample> features = new ArrayList<>();
      long[] stored = new long[width];
      int[] sizes = new int[width];
      for (int pass = 0; pass < 2; pass++) {
        for (Contents.Content content : sample) {
          if (!content.row.isNullAt(place)) {
            InternalRow vector = content.row.getStruct(place, 4);
            double[] values = vector.getArray(3).toDoubleArray();
            int[] indices = vector.getByte(0) == 1 ? null : vector.getArray(2).toIntArray();
            for (int i = 0; i < values.length; i++) {
              int at = indices == null ? i : indices[i];
              if (at < width && values[i] != 0 && !Double.isNaN(values[i])) {
                if (pass == 0) {
                  sizes[at]++;
                } else {
                  features.get(at).add(values[i], content.rows);
                  stored[at] += content.rows;
                }
              }
            }
          }
        }
        for (int i = 0; pass == 0 && i < width; i++) {
          features.add(new ColumnSample(sizes[i] + 1));
        }
      }
      long all = sample.stream().filter(c -> !c.row.isNullAt(place)).mapToLong(c -> c.rows).sum();
      for (int i = 0; i < width; i++) {
        boolean zeros = tally.entries[i] < tally.filled[place];
        features.get(i).add(0, all - stored[i]);
        put(
            name + " " + i,
            tally.rows - tally.filled[place],
            features.get(i),
            zeros ? Math.min(0, tally.least[i]) : tally.least[i],
            zeros ? Math.max(0, tally.largest[i]) : tally.largest[i]);
      }
    }

    private void put(String name, long nulls, ColumnSample values, double min, double max) {
      ColumnSample sorted = values.sorted();
      double[] cuts = sorted.rows() == 0 ? new double[0] : sorted.cuts(bins);
      var numbers =
          sorted.rows() == 0
              ? null
              : new ColumnProfile.Numbers(
                  min, max, sorted.quantile(0.5), cuts, sorted.counts(cuts));
      columns.put(name, new ColumnProfile(ColumnProfile.Kind.NUMBER, nulls, numbers, Map.of(), 0));
      samples.put(name, sorted);
    }
  }
}
