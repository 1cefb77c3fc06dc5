// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Optional;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/** Why a column that is nearly one of numbers is one of texts, kept with the column. */
final class TextReason {
  private static final String KEY = "sparkoptim.textBecause";

  private TextReason() {}

  static Metadata metadata(Optional<String> reason) {
    return reason
        .map(text -> new MetadataBuilder().putString(KEY, text).build())
        .orElseGet(Metadata::empty);
  }

  /** Returns the reason, and what to set, of a column that has one. */
  static Optional<String> of(StructField field) {
    return field.metadata().contains(KEY)
        ? Optional.of(field.metadata().getString(KEY))
        : Optional.empty();
  }
}
