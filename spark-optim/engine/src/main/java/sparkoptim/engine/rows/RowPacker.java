// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Tuple2;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.data.RowHash;

/**
 * Packs one partition's rows (label, features, and weight where there are weights) by the range
 * that their hash falls into. Rows are read in Spark's own form, which saves making objects of
 * them. Bad rows are counted and left out, rows of weight 0 just left out. Yields (bucket, pack)
 * pairs, and at the end the check, with bucket 0.
 */
final class RowPacker implements Iterator<Tuple2<Integer, RowPacker.RowChunk>> {
  private static final int ROOM = 16 << 20;
  private static final int LEAST_PACK = 1 << 14;
  private static final int MOST_PACK = 1 << 20;
  private static final int ENTRY_BYTES = 12;
  private static final int ROW_BYTES = 36;

  /** A pack or a check; a final class because Kryo cannot read records. */
  static final class RowChunk implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
    final RowPack pack;
    final RowCheck check;

    RowChunk(RowPack pack, RowCheck check) {
      this.pack = pack;
      this.check = check;
    }
  }

  private final Iterator<InternalRow> input;
  private final RowRules rules;
  private final int only;
  private final RowPack[] open;
  private final int packBytes;
  private final RowCheck check = new RowCheck();
  private final RowHash hash = new RowHash();
  private final ArrayDeque<Tuple2<Integer, RowChunk>> ready = new ArrayDeque<>();
  private final VectorReader vector = new VectorReader();
  private int roomRows = 16;
  private int roomEntries;
  private long taken;
  private boolean ended;

  /**
   * Creates a packer of a partition's rows.
   *
   * @param buckets ranges of hashes
   * @param only the one bucket that takes all rows in their order; -1 for the range of their hash
   */
  RowPacker(Iterator<InternalRow> input, RowRules rules, int buckets, int only) {
    this.input = input;
    this.rules = rules;
    this.only = only;
    open = new RowPack[buckets];
    packBytes = only < 0 ? Math.max(LEAST_PACK, ROOM / buckets) : MOST_PACK;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && input.hasNext()) {
      pack(input.next());
    }
    if (ready.isEmpty() && !ended) {
      ended = true;
      for (int bucket = 0; bucket < open.length; bucket++) {
        close(bucket);
      }
      ready.add(new Tuple2<>(0, new RowChunk(null, check)));
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Integer, RowChunk> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void pack(InternalRow row) {
    check.row();
    boolean sound = label(row);
    sound &= !rules.weighted() || weight(row);
    sound &= features(row);
    if (!sound) {
      return;
    }
    double weight = rules.weighted() ? row.getDouble(2) : 1;
    if (weight == 0) {
      check.weightless();
      return;
    }
    add(row.getDouble(0) + 0.0, weight);
  }

  private void add(double label, double weight) {
    vector.hash(hash.start(label, weight));
    int bucket = only < 0 ? HashOrder.bucket(hash.high(), open.length) : only;
    RowPack pack = open[bucket];
    if (pack == null) {
      int entries = Math.max(roomEntries, 16 * Math.max(1, vector.count()));
      pack = new RowPack(vector.width(), roomRows, entries, rules.weighted(), true);
      open[bucket] = pack;
    }
    vector.addTo(pack, label, weight);
    pack.high[pack.rows - 1] = placed(hash.high());
    pack.low[pack.rows - 1] = placed(hash.low());
    taken++;
    if ((long) pack.entries() * ENTRY_BYTES + (long) pack.rows * ROW_BYTES >= packBytes) {
      // The next one will be about as large, and need not grow.
      roomRows = pack.rows;
      roomEntries = pack.entries();
      close(bucket);
    }
  }

  /** Mixes a row's place into its hash if rows keep their order. */
  private long placed(long half) {
    return only < 0 ? half : CounterRandom.key(CounterRandom.key(half, only), taken);
  }

  private void close(int bucket) {
    if (open[bucket] != null) {
      ready.add(new Tuple2<>(bucket, new RowChunk(open[bucket].trim(), null)));
      open[bucket] = null;
    }
  }

  private boolean label(InternalRow row) {
    if (row.isNullAt(0)) {
      check.broke(RowCheck.Rule.LABEL_NULL, "null");
      return false;
    }
    double label = row.getDouble(0);
    if (!Double.isFinite(label)) {
      check.broke(RowCheck.Rule.LABEL_FINITE, Double.toString(label));
      return false;
    }
    if (rules.classes() > 0) {
      if (label != Math.rint(label) || label < 0 || label >= rules.classes()) {
        check.broke(RowCheck.Rule.LABEL_CLASS, Double.toString(label));
        return false;
      }
      check.label(label);
    }
    return true;
  }

  private boolean weight(InternalRow row) {
    if (row.isNullAt(2)) {
      check.broke(RowCheck.Rule.WEIGHT_NULL, "null");
      return false;
    }
    double weight = row.getDouble(2);
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      check.broke(RowCheck.Rule.WEIGHT_RANGE, Double.toString(weight));
      return false;
    }
    return true;
  }

  private boolean features(InternalRow row) {
    if (row.isNullAt(1)) {
      check.broke(RowCheck.Rule.FEATURES_NULL, "null");
      return false;
    }
    boolean finite = vector.read(row.getStruct(1, VectorReader.FIELDS));
    check.width(vector.width());
    if (!finite) {
      check.broke(RowCheck.Rule.FEATURES_FINITE, vector.fault());
    }
    return finite;
  }
}
