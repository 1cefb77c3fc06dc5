// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.List;
import org.apache.spark.sql.types.StructType;

/** Says which rows of a CSV input do not fit its columns, and what may be the cause. */
record CsvFault(Input input, CsvTexts texts, List<String> names, CsvProfile profile) {

  JobException refusal(StructType schema) {
    String place = texts.blocks().order().named(profile.firstBad(), "row");
    int column = profile.badColumn();
    String what =
        column < 0
            ? Text.shortened(profile.badText())
            : "column %s is %s, not '%s'%s"
                .formatted(
                    names.get(column),
                    schema.apply(names.get(column)).dataType().sql(),
                    Text.shortened(profile.badText()),
                    hint(column));
    return new ContentException(
        Text.of(
            "%s: %,d of %,d rows do not fit the columns (%s) in number or type%s. First: %s: %s",
            input.key(),
            profile.badRows(),
            profile.rows(),
            Text.shortened(schema.simpleString()),
            cause(column),
            place,
            what));
  }

  /** Returns the refusal of texts that are not in UTF-8. */
  ContentException ofCharset() {
    String place = texts.blocks().order().named(profile.firstOther(), "row");
    return ofCharset(input.key(), place, profile.otherText());
  }

  static ContentException ofCharset(String key, String place, String text) {
    return new ContentException(
        "%s: %s is not in UTF-8: '%s'. data.options.encoding = windows-1252 reads what comes from Windows, UTF-8 reads it as it is"
            .formatted(key, place, Text.shortened(text)));
  }

  private String cause(int column) {
    String row = profile.badText();
    if (column >= 0) {
      return "";
    } else if (row.chars().filter(c -> c == '"').count() % 2 == 1) {
      return " (values with line breaks need data.options.multiLine = true)";
    } else if (profile.badRows() == profile.rows() && row.matches("(?s).*[,;\\t|]")) {
      return " (rows end with a separator, and the header does not: let it)";
    } else if (row.matches("(?s).*[^,;\t|]\"\".*")) {
      return " (quotes that are written twice in a value need data.options.escape = \"\\\"\")";
    } else if (profile.badRows() == profile.rows()) {
      return " (data.options.sep = \";\" sets what is between values, data.skipLines = 1 leaves out"
          + " a first line that is no header)";
    }
    return "";
  }

  private String hint(int column) {
    return profile
        .columns()
        .get(column)
        .nearlyNumbers()
        .map(reason -> reason.replaceFirst("^[^:]*: ", "; "))
        .orElse("");
  }
}
