// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RowCountTest {
  @TempDir Path folder;

  @Test
  void of_rowsThatAreWritten_countsThoseThatComeThere() {
    var all = new RowCount();
    var few = new RowCount();
    Dataset<Row> rows = TestSession.get().range(0, 1_000, 1, 3).toDF();
    Dataset<Row> counted = few.of(all.of(rows).where("id % 4 = 0"));
    counted.write().parquet(folder.resolve("rows").toString());
    assertThat(List.of(all.value(), few.value())).containsExactly(1_000L, 250L);
    counted.write().parquet(folder.resolve("once more").toString());
    assertThat(List.of(all.value(), few.value())).containsExactly(1_000L, 250L);
  }

  @Test
  void merge_tasksOfOnePartition_takesTheLast() {
    var count = new RowCount();
    RowCount first = count.copy();
    first.add(3L);
    RowCount again = count.copy();
    again.add(4L);
    again.add(1L);
    count.merge(first);
    count.merge(again);
    assertThat(count.value()).isEqualTo(5);
    assertThat(count.isZero()).isFalse();
    count.reset();
    assertThat(count.isZero()).isTrue();
  }

  @Test
  void of_sameSession_leavesModelsOfMLlibFitForExecutors() {
    SparkSession spark = TestSession.get();
    var schema =
        new StructType().add("label", DataTypes.DoubleType).add("features", new VectorUDT());
    List<Row> rows =
        List.of(
            RowFactory.create(0.0, Vectors.dense(1, 2)),
            RowFactory.create(1.0, Vectors.dense(2, 1)),
            RowFactory.create(1.0, Vectors.dense(3, 3)));
    Dataset<Row> data = spark.createDataFrame(rows, schema).repartition(2);
    new RowCount().of(data).write().parquet(folder.resolve("counted").toString());
    var model = new LogisticRegression().setMaxIter(2).fit(data);
    assertThat(model.transform(data).select("prediction").collectAsList()).hasSize(3);
  }
}
