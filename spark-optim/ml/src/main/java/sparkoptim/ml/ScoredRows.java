// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import sparkoptim.core.network.NetworkScoring;

/** Rows with a network's scores as one more column; a partition's rows go through in batches. */
final class ScoredRows implements Iterator<Row> {
  private final TrainedNetwork network;
  private final String featuresColumn;
  private final RowFeatures features;
  private final Iterator<Row> rows;
  private final Deque<Row> scored = new ArrayDeque<>();
  private NetworkScoring scorer;

  private ScoredRows(
      TrainedNetwork network, String featuresColumn, RowFeatures features, Iterator<Row> rows) {
    this.network = network;
    this.featuresColumn = featuresColumn;
    this.features = features;
    this.rows = rows;
  }

  /** The numbers of a row that a network takes. */
  private interface RowFeatures extends Serializable {
    Vector of(Row row);
  }

  /** Returns a data set with a vector of scores in a new last column. */
  static Dataset<Row> of(
      TrainedNetwork network, Dataset<?> dataset, String featuresColumn, String scoresColumn) {
    int place = dataset.schema().fieldIndex(featuresColumn);
    return of(network, dataset, featuresColumn, row -> row.getAs(place), scoresColumn);
  }

  /**
   * Returns a data set with a vector of scores in a new last column.
   *
   * @param model that names the columns which the network takes
   */
  static Dataset<Row> of(
      Params model,
      TrainedNetwork network,
      Dataset<?> dataset,
      String featuresColumn,
      String scoresColumn) {
    if (network.inputs().isEmpty()) {
      return of(network, dataset, featuresColumn, scoresColumn);
    }
    String[] names = ((NetworkParams) model).namedInputs();
    InputColumns.requireColumns(names, dataset.schema());
    int[] places = InputColumns.places(names, dataset.schema());
    InputColumns columns = new InputColumns(network.inputs()).named(names);
    return of(network, dataset, featuresColumn, row -> columns.vector(row, places), scoresColumn);
  }

  private static Dataset<Row> of(
      TrainedNetwork network,
      Dataset<?> dataset,
      String featuresColumn,
      RowFeatures features,
      String scoresColumn) {
    MapPartitionsFunction<Row, Row> score =
        rows -> new ScoredRows(network, featuresColumn, features, rows);
    StructType schema = dataset.schema().add(scoresColumn, SQLDataTypes.VectorType(), true);
    return dataset.toDF().mapPartitions(score, Encoders.row(schema));
  }

  @Override
  public boolean hasNext() {
    boolean more = !scored.isEmpty() || rows.hasNext();
    if (!more) {
      close();
    }
    return more;
  }

  private void close() {
    if (scorer != null) {
      scorer.close();
      scorer = null;
    }
  }

  @Override
  public Row next() {
    if (scored.isEmpty()) {
      scoreBatch();
    }
    return scored.remove();
  }

  private void scoreBatch() {
    if (!rows.hasNext()) {
      throw new NoSuchElementException();
    }
    if (scorer == null) {
      scorer = network.batches();
      TaskContext task = TaskContext.get();
      if (task != null) { // a task that fails, or takes no more rows, never sees the end
        task.addTaskCompletionListener((TaskCompletionListener) context -> close());
      }
    }
    List<Row> batch = new ArrayList<>();
    while (!scorer.isFull() && rows.hasNext()) {
      Row row = rows.next();
      network.put(scorer, features.of(row), featuresColumn);
      batch.add(row);
    }
    double[][] scores = scorer.scores();
    for (int i = 0; i < scores.length; i++) {
      scored.add(with(batch.get(i), Vectors.dense(scores[i])));
    }
  }

  private static Row with(Row row, Vector scores) {
    Object[] values = new Object[row.size() + 1];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    values[row.size()] = scores;
    return RowFactory.create(values);
  }
}
