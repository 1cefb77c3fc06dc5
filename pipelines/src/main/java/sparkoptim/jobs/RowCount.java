// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.AccumulatorV2;

/**
 * Counts the rows that an action takes in. Only tasks that finish count, and each partition counts
 * once, so the rows of a task, a stage or a job that is tried again are no more than they are.
 *
 * <p>{@code Dataset.observe} counts, too, but MLlib's own models of Spark 4.1 cannot be sent to
 * executors any more once a session has used it. Rows of a list in the driver would count when
 * Spark makes its plan; a job has none.
 */
final class RowCount extends AccumulatorV2<Long, Long> {
  private static final long serialVersionUID = 1L;

  /** The thread of heartbeats looks at it while a task counts. */
  private final Map<Integer, Long> byPartition = new ConcurrentHashMap<>();

  /** Returns the same rows, which are counted here on their way. To be called once. */
  Dataset<Row> of(Dataset<Row> rows) {
    rows.sparkSession().sparkContext().register(this);
    // As Spark does not know what it does, no other condition changes places with it.
    var counted =
        functions
            .udf(
                () -> {
                  add(1L);
                  return true;
                },
                DataTypes.BooleanType)
            .asNondeterministic();
    return rows.where(counted.apply());
  }

  @Override
  public boolean isZero() {
    return byPartition.isEmpty();
  }

  @Override
  public RowCount copy() {
    var copy = new RowCount();
    copy.byPartition.putAll(byPartition);
    return copy;
  }

  @Override
  public void reset() {
    byPartition.clear();
  }

  @Override
  public void add(Long rows) {
    byPartition.merge(TaskContext.getPartitionId(), rows, Long::sum);
  }

  /** Takes a finished task's count, in place of an earlier one of the same partition. */
  @Override
  public void merge(AccumulatorV2<Long, Long> task) {
    byPartition.putAll(((RowCount) task).byPartition);
  }

  @Override
  public Long value() {
    return byPartition.values().stream().mapToLong(Long::longValue).sum();
  }
}
