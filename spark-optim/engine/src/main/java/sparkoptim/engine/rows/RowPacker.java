// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.data.RowHash;

/**
 * Packs one partition's rows (label, features, and weight where there are weights), in their order.
 * Rows are read in Spark's own form, which saves making objects of them. Bad rows are counted and
 * left out, rows of weight 0 just left out. Yields packs, and at the end the check.
 */
final class RowPacker implements Iterator<RowPacker.RowChunk> {
  /**
   * Large arrays are not moved by Java's collector, which otherwise copies all rows once or twice.
   */
  private static final int PACK = 8 << 20;

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
  private final int partition;
  private RowPack open;
  private final RowCheck check = new RowCheck();
  private final RowHash hash = new RowHash();
  private final ArrayDeque<RowChunk> ready = new ArrayDeque<>();
  private final VectorReader vector = new VectorReader();
  private int roomRows = 16;
  private int roomEntries;
  private long taken;
  private boolean ended;

  /**
   * Creates a packer of a partition's rows.
   *
   * @param partition whose number and places are mixed into the hashes; -1 for rows that are sorted
   */
  RowPacker(Iterator<InternalRow> input, RowRules rules, int partition) {
    this.input = input;
    this.rules = rules;
    this.partition = partition;
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && input.hasNext()) {
      pack(input.next());
    }
    if (ready.isEmpty() && !ended) {
      ended = true;
      close();
      ready.add(new RowChunk(null, check));
    }
    return !ready.isEmpty();
  }

  @Override
  public RowChunk next() {
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
    if (open == null) {
      int entries = Math.max(roomEntries, 16 * Math.max(1, vector.count()));
      open = new RowPack(vector.width(), roomRows, entries, rules.weighted(), true);
    }
    RowPack pack = open;
    vector.addTo(pack, label, weight);
    pack.high[pack.rows - 1] = placed(hash.high());
    pack.low[pack.rows - 1] = placed(hash.low());
    taken++;
    if ((long) pack.entries() * ENTRY_BYTES + (long) pack.rows * ROW_BYTES >= PACK) {
      // The next one will be about as large, and need not grow.
      roomRows = pack.rows;
      roomEntries = pack.entries();
      close();
    }
  }

  /** Mixes a row's place into its hash if rows keep their order. */
  private long placed(long half) {
    return partition < 0 ? half : CounterRandom.key(CounterRandom.key(half, partition), taken);
  }

  private void close() {
    if (open != null) {
      ready.add(new RowChunk(open.trim(), null));
      open = null;
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
