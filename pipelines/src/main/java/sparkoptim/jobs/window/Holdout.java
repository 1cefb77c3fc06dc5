// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.DidYouMean;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.jobs.JobException;
import sparkoptim.jobs.Keys;

/**
 * Which rows stay out of training, so that a model and the next are compared on rows that are new
 * to both.
 *
 * @param by how rows are chosen
 * @param share of the rows, or of the keys
 * @param salt chooses other keys
 * @param days how many days give rows to the hold-out, the new one among them
 * @param column a time, where the newest rows are held out; none: the last rows in file order
 * @param path of rows that are held out, where they lie apart
 * @param rowsMin fewer rows than these decide nothing
 */
public record Holdout(
    By by,
    double share,
    String salt,
    int days,
    Optional<String> column,
    Optional<String> path,
    int rowsMin) {

  /** How rows are chosen. */
  public enum By {
    /** By a hash of their key: a key is out of training in every night. */
    KEY,
    /** The newest of the new rows. */
    TIME,
    /** They lie apart. */
    PATH
  }

  private static final String PLACE = "validate.holdout.";

  static Holdout of(Keys keys) {
    Optional<String> path = keys.text(PLACE + "path");
    By by = path.isPresent() ? By.PATH : keys.oneOf(PLACE + "by", By.class);
    if (by == By.PATH) {
      keys.requiredPath(PLACE + "path");
    }
    double share = keys.number(PLACE + "share").orElseThrow(() -> Keys.notSet(PLACE + "share"));
    Keys.checked(PLACE + "share", share, s -> s > 0 && s < 1, "above 0 and below 1");
    int days = keys.wholeNumber(PLACE + "days").orElse(1);
    Keys.checked(PLACE + "days", days, d -> d >= 1, "at least 1");
    int rowsMin = keys.wholeNumber(PLACE + "rows.min").orElse(0);
    return new Holdout(
        by,
        share,
        keys.requiredText(PLACE + "salt"),
        by == By.KEY ? days : 1,
        keys.text(PLACE + "column"),
        path,
        Keys.checked(PLACE + "rows.min", rowsMin, n -> n >= 0, "at least 0"));
  }

  /**
   * Returns what must not change while a model serves: other rows would be held out, and the
   * serving model may have been trained on them.
   *
   * @param key the column of the key, if there is one
   */
  public String canonical(Optional<String> key) {
    return switch (by) {
      case KEY -> "by=key share=%s salt=%s key=%s".formatted(share, salt, key.orElse("*"));
      case TIME -> "by=time share=%s column=%s".formatted(share, column.orElse("*"));
      case PATH -> "by=path path=" + path.orElseThrow();
    };
  }

  /** Returns the rule that holds rows out by their keys; it depends on the row alone. */
  public Rule rule(StructType schema, Optional<String> key) {
    key.ifPresent(
        column -> {
          List<String> names = List.of(schema.fieldNames());
          if (!names.contains(column)) {
            throw new JobException(
                "data.key: the rows have no column %s; %s"
                    .formatted(column, DidYouMean.hint(column, names)));
          }
        });
    return new Rule(
        key.map(column -> new ContentHash(schema, List.of(column))).orElse(null),
        new ContentHash(schema, List.of()),
        key.map(schema::fieldIndex).orElse(-1),
        ContentHash.text(salt.getBytes(StandardCharsets.UTF_8)),
        share);
  }

  /** Says of a row whether it is held out. */
  public static final class Rule implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ContentHash ofKey;
    private final ContentHash ofRow;
    private final int place;
    private final long salt;
    private final double share;

    private Rule(ContentHash ofKey, ContentHash ofRow, int place, long salt, double share) {
      this.ofKey = ofKey;
      this.ofRow = ofRow;
      this.place = place;
      this.salt = salt;
      this.share = share;
    }

    /** Returns whether a row stays out of training. */
    public boolean isHeldOut(InternalRow row) {
      return CounterRandom.uniform(key(row) ^ salt, 0) < share;
    }

    /** Returns a number that rows of one key share; a row without a key is a key of its own. */
    public long key(InternalRow row) {
      boolean keyed = place >= 0 && !row.isNullAt(place);
      return (keyed ? ofKey : ofRow).of(row).low();
    }
  }
}
