// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;

/** How many rows each text of a column has, as long as there are not too many. */
final class Texts implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A column of more texts is one of names or sentences, and no categories. */
  static final int MOST = 5_000;

  /** One text. */
  private static final class Count implements Serializable {
    private static final long serialVersionUID = 1L;
    final String text;
    long rows;

    Count(String text) {
      this.text = text;
    }
  }

  private final Map<Long, Count> byHash = new HashMap<>();
  private boolean tooMany;

  void add(UTF8String text, long hash) {
    if (!tooMany) {
      byHash.computeIfAbsent(hash, h -> new Count(text.toString())).rows++;
      limit();
    }
  }

  void merge(Texts other) {
    tooMany |= other.tooMany;
    other.byHash.forEach(
        (hash, count) ->
            byHash.computeIfAbsent(hash, h -> new Count(count.text)).rows += count.rows);
    limit();
  }

  private void limit() {
    tooMany |= byHash.size() > MOST;
    if (tooMany) {
      byHash.clear();
    }
  }

  boolean areTooMany() {
    return tooMany;
  }

  Map<String, Long> counts() {
    Map<String, Long> counts = new HashMap<>();
    byHash.values().forEach(count -> counts.merge(count.text, count.rows, Long::sum));
    return counts;
  }
}
