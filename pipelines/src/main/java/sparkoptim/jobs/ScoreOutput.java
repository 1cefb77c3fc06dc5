// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings under {@code score}: what is written, and how.
 *
 * @param columns the columns of the input that go along; none: all of them
 * @param explain how many features each row names
 * @param rejects folder of the rows that cannot be scored; none: one such row ends the job
 * @param drift what follows when the rows are not like those of training
 */
record ScoreOutput(
    Optional<List<String>> columns,
    Probability probability,
    String format,
    Map<String, String> options,
    List<String> partitionBy,
    Mode mode,
    Optional<String> table,
    int explain,
    Optional<String> rejects,
    ScoreDrift drift) {

  /** The form of a classifier's probabilities. */
  enum Probability {
    /** An array of doubles, which any tool reads. */
    ARRAY,
    /** A vector of Spark ML. */
    VECTOR,
    /** A column of doubles for each class. */
    COLUMNS,
    /** Left out. */
    NONE
  }

  /** What happens to what is there. */
  enum Mode {
    /** All of it is replaced, at once. */
    REPLACE,
    /** Rows are added to it. */
    APPEND,
    /** The partitions that new rows belong to are replaced. */
    PARTITIONS
  }

  static ScoreOutput of(Keys keys) {
    ScoreOutput output =
        new ScoreOutput(
            columns(keys),
            keys.oneOf("score.probability", Probability.class),
            keys.requiredText("score.format"),
            options(keys.config().getObject("score.options")),
            keys.texts("score.partitionBy"),
            keys.oneOf("score.mode", Mode.class),
            keys.text("score.table"),
            Keys.checked(
                "score.explain",
                keys.wholeNumber("score.explain").orElse(0),
                count -> count >= 0,
                "at least 0"),
            keys.text("score.rejects"),
            keys.oneOf("score.drift", ScoreDrift.class));
    if (output.mode == Mode.PARTITIONS && output.partitionBy.isEmpty() && output.table.isEmpty()) {
      throw new JobException(
          "score.mode = partitions needs score.partitionBy, the columns of the partitions");
    }
    if (output.table.isPresent() && output.mode == Mode.REPLACE) {
      throw new JobException(
          "score.table = %s goes with score.mode = append or partitions; replace is for folders"
              .formatted(output.table.get()));
    }
    return output;
  }

  private static Optional<List<String>> columns(Keys keys) {
    if (keys.config().getValue("score.columns").valueType() == ConfigValueType.LIST) {
      return Optional.of(keys.texts("score.columns"));
    }
    String text = keys.requiredText("score.columns");
    return switch (text) {
      case "all" -> Optional.empty();
      case "none" -> Optional.of(List.of());
      default ->
          throw new JobException("score.columns must be all, none or a list [a, b], was " + text);
    };
  }

  private static Map<String, String> options(ConfigObject group) {
    var options = new TreeMap<String, String>();
    group.forEach((name, value) -> options.put(name, String.valueOf(value.unwrapped())));
    return options;
  }
}
