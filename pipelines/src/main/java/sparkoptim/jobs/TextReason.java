// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Optional;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/** Why a column that is nearly one of numbers is one of texts, kept with the column. */
final class TextReason {
  private static final String KEY = "sparkoptim.textBecause";

  private static final String EMPTY = "sparkoptim.noValues";

  private TextReason() {}

  static Metadata metadata(Optional<String> reason) {
    return reason
        .map(text -> new MetadataBuilder().putString(KEY, text).build())
        .orElseGet(Metadata::empty);
  }

  /** Returns what is kept with a column that is one of texts as it has no values. */
  static Metadata noValues() {
    return new MetadataBuilder().putBoolean(EMPTY, true).build();
  }

  /** Returns whether a column had no values to tell its type. */
  static boolean hasNoValues(StructField field) {
    return field.metadata().contains(EMPTY);
  }

  /** Returns the reason, and what to set, of a column that has one. */
  static Optional<String> of(StructField field) {
    return field.metadata().contains(KEY)
        ? Optional.of(field.metadata().getString(KEY))
        : Optional.empty();
  }
}
