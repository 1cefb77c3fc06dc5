// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The vector column that LIBSVM and IDX data have; its metadata hold the dimension. */
final class FeaturesColumn {
  static final String NAME = "features";
  private static final String DIMENSION = "numFeatures"; // Spark's LIBSVM reader writes it too

  private FeaturesColumn() {}

  static StructField of(int dimension) {
    Metadata metadata = new MetadataBuilder().putLong(DIMENSION, dimension).build();
    return new StructField(NAME, SQLDataTypes.VectorType(), false, metadata);
  }

  /** Returns the dimension that a schema states. */
  static Optional<Integer> dimension(StructType schema) {
    return Arrays.stream(schema.fields())
        .filter(field -> field.name().equals(NAME) && field.metadata().contains(DIMENSION))
        .map(field -> Math.toIntExact(field.metadata().getLong(DIMENSION)))
        .findFirst();
  }
}
