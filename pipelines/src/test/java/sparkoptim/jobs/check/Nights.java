// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Made rows: people with an age, hours, a job, a country, and 123 rare and frequent features. */
final class Nights {
  static final StructType SCHEMA =
      new StructType()
          .add("label", DataTypes.DoubleType)
          .add("age", DataTypes.IntegerType)
          .add("hours", DataTypes.DoubleType)
          .add("gain", DataTypes.DoubleType)
          .add("job", DataTypes.StringType)
          .add("country", DataTypes.StringType);

  private static final int WIDTH = 123;

  private Nights() {}

  static List<Object[]> people(long seed, int rows) {
    Random random = new Random(seed);
    List<Object[]> people = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      int age = 17 + (int) Math.abs(random.nextGaussian() * 20);
      double hours = random.nextInt(2) == 0 ? 40 : 20 + random.nextInt(50);
      double gain = random.nextInt(20) == 0 ? random.nextInt(50_000) : 0;
      String job = "job" + (int) Math.abs(random.nextGaussian() * 4);
      String country = random.nextInt(10) == 0 ? "c" + random.nextInt(40) : "home";
      double label = random.nextDouble() < 0.1 + 0.004 * age ? 1 : 0;
      people.add(new Object[] {label, age, hours, gain, job, country});
    }
    return people;
  }

  static Profile profile(List<Object[]> rows) {
    return Profile.of(rows.stream().map(Nights::internal).iterator(), SCHEMA, "label");
  }

  static Profile profile(List<Object[]> rows, UnaryOperator<Object[]> change) {
    return profile(rows.stream().map(row -> change.apply(row.clone())).toList());
  }

  static Object[] withoutGain(Object[] row) {
    row[3] = 0.0;
    return row;
  }

  private static InternalRow internal(Object[] row) {
    Object[] values = row.clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] instanceof String text ? UTF8String.fromString(text) : values[i];
    }
    return new GenericInternalRow(values);
  }

  /** Rows of a sparse vector of zeros and ones, as one-hot features are: most of them rare. */
  static Profile sparse(long seed, int rows) {
    Random random = new Random(seed);
    var type = new VectorUDT();
    StructType schema =
        new StructType().add("label", DataTypes.DoubleType).add("features", type, false);
    List<InternalRow> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      double[] values = new double[WIDTH];
      for (int j = 0; j < WIDTH; j++) {
        values[j] = random.nextDouble() < Math.pow(0.94, j) * 0.6 ? 1 : 0;
      }
      Object vector = type.serialize(Vectors.dense(values).toSparse());
      all.add(new GenericInternalRow(new Object[] {(double) random.nextInt(2), vector}));
    }
    return Profile.of(all.iterator(), schema, "label");
  }
}
