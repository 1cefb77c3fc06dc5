package sparkoptim.engine;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import scala.Tuple2;
import sparkoptim.core.data.RowHash;

/**
 * Packs one partition's rows (label, features, and weight where there are weights) by the range
 * that their hash falls into. Bad rows are counted and left out, rows of weight 0 just left out.
 * Yields (bucket, pack) pairs, and at the end the check, with bucket 0.
 */
final class RowPacker implements Iterator<Tuple2<Integer, RowPacker.Parcel>> {
  private static final int ROOM = 16 << 20;
  private static final int ENTRY_BYTES = 12;
  private static final int ROW_BYTES = 36;

  /** A pack or a check; a final class because Kryo cannot read records. */
  static final class Parcel implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
    final RowPack pack;
    final RowCheck check;

    Parcel(RowPack pack, RowCheck check) {
      this.pack = pack;
      this.check = check;
    }
  }

  private final Iterator<Row> input;
  private final RowRules rules;
  private final RowPack[] open;
  private final int packBytes;
  private final RowCheck check = new RowCheck();
  private final RowHash hash = new RowHash();
  private final ArrayDeque<Tuple2<Integer, Parcel>> ready = new ArrayDeque<>();
  private int[] columns = new int[64];
  private double[] values = new double[64];
  private boolean ended;

  RowPacker(Iterator<Row> input, RowRules rules, int buckets) {
    this.input = input;
    this.rules = rules;
    open = new RowPack[buckets];
    packBytes = Math.min(1 << 20, Math.max(1 << 16, ROOM / buckets));
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
      ready.add(new Tuple2<>(0, new Parcel(null, check)));
    }
    return !ready.isEmpty();
  }

  @Override
  public Tuple2<Integer, Parcel> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void pack(Row row) {
    check.row();
    boolean sound = label(row);
    sound &= !rules.weighted() || weight(row);
    int entries = features(row);
    if (!sound || entries < 0) {
      return;
    }
    double weight = rules.weighted() ? row.getDouble(2) : 1;
    if (weight == 0) {
      check.weightless();
      return;
    }
    double label = row.getDouble(0) + 0.0;
    hash.start(label, weight);
    for (int i = 0; i < entries; i++) {
      hash.entry(columns[i], values[i]);
    }
    add(label, weight, entries, ((Vector) row.get(1)).size());
  }

  private void add(double label, double weight, int entries, int width) {
    int bucket = HashOrder.bucket(hash.high(), open.length);
    RowPack pack = open[bucket];
    if (pack == null) {
      pack = new RowPack(16, 16 * Math.max(1, entries), rules.weighted(), true);
      open[bucket] = pack;
    }
    pack.add(label, weight, columns, values, 0, entries);
    pack.width = Math.max(pack.width, width);
    pack.high[pack.rows - 1] = hash.high();
    pack.low[pack.rows - 1] = hash.low();
    if ((long) pack.entries() * ENTRY_BYTES + (long) pack.rows * ROW_BYTES >= packBytes) {
      close(bucket);
    }
  }

  private void close(int bucket) {
    if (open[bucket] != null) {
      ready.add(new Tuple2<>(bucket, new Parcel(open[bucket].trim(), null)));
      open[bucket] = null;
    }
  }

  private boolean label(Row row) {
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

  private boolean weight(Row row) {
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

  /** Copies the non-zero features; returns their number, or -1 of a bad row. */
  private int features(Row row) {
    if (row.isNullAt(1)) {
      check.broke(RowCheck.Rule.FEATURES_NULL, "null");
      return -1;
    }
    Vector vector = (Vector) row.get(1);
    check.width(vector.size());
    int[] indices = vector instanceof SparseVector sparse ? sparse.indices() : null;
    double[] all =
        vector instanceof SparseVector sparse ? sparse.values() : ((DenseVector) vector).values();
    if (all.length > values.length) {
      columns = Arrays.copyOf(columns, all.length);
      values = Arrays.copyOf(values, all.length);
    }
    int count = 0;
    for (int i = 0; i < all.length; i++) {
      double value = all[i];
      if (value != 0) {
        if (!Double.isFinite(value)) {
          int feature = indices == null ? i : indices[i];
          check.broke(RowCheck.Rule.FEATURES_FINITE, value + " as feature " + feature);
          return -1;
        }
        columns[count] = indices == null ? i : indices[i];
        values[count++] = value;
      }
    }
    return count;
  }
}
