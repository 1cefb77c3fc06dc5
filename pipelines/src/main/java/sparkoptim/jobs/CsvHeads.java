// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.univocity.parsers.common.TextParsingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** The beginnings of all files of an input; they have the same columns, in any order. */
final class CsvHeads {
  private static final int FEW = 16;

  private final List<CsvHead> heads;

  private CsvHeads(List<CsvHead> heads) {
    this.heads = heads;
  }

  /** Reads the beginnings of files; of many files, in tasks. */
  static CsvHeads of(SparkSession spark, Input input, CsvDialect dialect, String[] files) {
    String[] sorted = files.clone();
    Arrays.sort(sorted);
    Configuration hadoop = Inputs.hadoop(spark);
    List<CsvHead> heads;
    if (files.length <= FEW) {
      heads = Arrays.stream(sorted).map(file -> head(file, dialect, hadoop)).toList();
    } else {
      var shared = new SerializableConfiguration(hadoop);
      heads =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .parallelize(List.of(sorted), Math.min(files.length, 256))
              .map(file -> head(file, dialect, shared.value()))
              .collect();
    }
    List<CsvHead> filled = heads.stream().filter(head -> !head.names().isEmpty()).toList();
    if (filled.isEmpty()) {
      throw new ContentException(input.key() + ": no rows in " + input.path());
    }
    if (dialect.charset().isEmpty()) {
      filled.forEach(head -> refuseOtherCharset(input, head));
    }
    return new CsvHeads(filled);
  }

  private static void refuseOtherCharset(Input input, CsvHead head) {
    for (String name : head.names()) {
      if (name.contains("\uFFFD")) { // what Java has for bytes that are no text
        throw CsvFault.ofCharset(input.key(), Inputs.readable(head.file()) + ", header", name);
      }
    }
  }

  private static CsvHead head(String file, CsvDialect dialect, Configuration hadoop) {
    try {
      return CsvHead.of(file, dialect, hadoop);
    } catch (IOException | TextParsingException e) {
      throw ReadFailure.in(file, e);
    }
  }

  CsvHead first() {
    return heads.get(0);
  }

  /** Returns whether the name of a column goes on in the next line. */
  boolean haveLineBreaks() {
    return heads.stream().flatMap(head -> head.names().stream()).anyMatch(n -> n.contains("\n"));
  }

  /** Returns how many rows at the beginning of each file are no data. */
  FileGuard.HeadRows headRows() {
    int most = heads.stream().mapToInt(CsvHead::rows).max().orElse(0);
    if (heads.stream().allMatch(head -> head.rows() == most)) {
      return file -> most;
    }
    var rows = new java.util.HashMap<String, Integer>();
    heads.forEach(head -> rows.put(head.file(), head.rows()));
    return file -> rows.getOrDefault(file, most);
  }

  /** Returns the files by the order of their columns. */
  Map<List<String>, List<String>> byOrder() {
    Map<List<String>, List<String>> orders = new LinkedHashMap<>();
    heads.forEach(
        head -> orders.computeIfAbsent(head.names(), names -> new ArrayList<>()).add(head.file()));
    return orders;
  }

  /** Refuses a file that lacks a column, or has one more. */
  void refuseOthers(Input input, List<String> expected) {
    for (CsvHead head : heads) {
      Set<String> missing = new LinkedHashSet<>(expected);
      missing.removeAll(head.names());
      Set<String> more = new TreeSet<>(head.names());
      expected.forEach(more::remove);
      if (!missing.isEmpty() || !more.isEmpty()) {
        throw new ContentException(
            "%s: the header of %s is (%s), expected is (%s)%s%s"
                .formatted(
                    input.key(),
                    Inputs.readable(head.file()),
                    Text.shortened(String.join(", ", head.names())),
                    Text.shortened(String.join(", ", expected)),
                    missing.isEmpty() ? "" : "; missing: " + String.join(", ", missing),
                    more.isEmpty() ? "" : "; not known: " + String.join(", ", more)));
      }
    }
  }
}
