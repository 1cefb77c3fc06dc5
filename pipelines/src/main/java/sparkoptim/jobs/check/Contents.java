// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * A sample of what rows hold: the contents with the least hashes, each with the number of its rows.
 * It is the same for any order and partitioning, holds everything where there is little, and tells
 * how many rows repeat others.
 */
final class Contents implements Serializable {
  private static final long serialVersionUID = 1L;

  /** One content. */
  static final class Content implements Serializable {
    private static final long serialVersionUID = 1L;
    final InternalRow row;
    long rows;

    Content(InternalRow row, long rows) {
      this.row = row;
      this.rows = rows;
    }
  }

  private final int most;
  private final Map<Long, Content> byHash = new HashMap<>();
  private long limit = Long.MAX_VALUE;

  /**
   * @param most how many contents are kept
   */
  Contents(int most) {
    this.most = most;
  }

  void add(InternalRow row, long hash) {
    long place = hash >>> 1;
    if (place >= limit) {
      return;
    }
    Content known = byHash.get(place);
    if (known != null) {
      known.rows++;
    } else {
      byHash.put(place, new Content(row.copy(), 1));
      if (byHash.size() > 2 * most) {
        prune();
      }
    }
  }

  void merge(Contents other) {
    limit = Math.min(limit, other.limit);
    other.byHash.forEach(
        (place, content) -> {
          Content known = byHash.putIfAbsent(place, content);
          if (known != null) {
            known.rows += content.rows;
          }
        });
    prune();
  }

  private void prune() {
    if (byHash.size() > most) {
      long[] places = byHash.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
      limit = Math.min(limit, places[most]);
    }
    byHash.keySet().removeIf(place -> place >= limit);
  }

  /** Returns the contents, in the order of their hashes. */
  List<Content> all() {
    prune();
    List<Content> all = new ArrayList<>();
    byHash.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> all.add(entry.getValue()));
    return all;
  }
}
