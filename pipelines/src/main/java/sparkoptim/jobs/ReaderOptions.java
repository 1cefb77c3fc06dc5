// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.csv.CSVOptions$;
import scala.collection.JavaConverters;
import sparkoptim.core.DidYouMean;

/** The options of Spark's readers; Spark itself ignores a mistyped one. */
final class ReaderOptions {
  private static final Set<String> ANY_FILE =
      Set.of(
          "pathGlobFilter",
          "recursiveFileLookup",
          "modifiedBefore",
          "modifiedAfter",
          "ignoreCorruptFiles",
          "ignoreMissingFiles");
  private static final Set<String> PARQUET =
      Set.of("mergeSchema", "datetimeRebaseMode", "int96RebaseMode");

  private ReaderOptions() {}

  /** Returns the options as given; refused are names that the format's reader does not know. */
  static Map<String, String> checked(DataFormat format, Map<String, String> options) {
    Collection<String> known = known(format);
    for (String name : options.keySet()) {
      if (known.stream().noneMatch(name::equalsIgnoreCase)) {
        throw new JobException(
            "data.options.%s is not an option of the %s reader; %s"
                .formatted(name, format.name(), DidYouMean.hint(name, known)));
      }
    }
    return options;
  }

  private static Collection<String> known(DataFormat format) {
    if (format.ours() == null) {
      return format.provider().options();
    }
    var known = new TreeSet<String>();
    switch (format.ours()) {
      case CSV ->
          known.addAll(
              JavaConverters.setAsJavaSetConverter(CSVOptions$.MODULE$.getAllOptions()).asJava());
      case PARQUET -> known.addAll(PARQUET);
      case LIBSVM -> known.add("vectorType");
      case IDX -> {
        return known;
      }
    }
    known.addAll(ANY_FILE);
    return known;
  }
}
