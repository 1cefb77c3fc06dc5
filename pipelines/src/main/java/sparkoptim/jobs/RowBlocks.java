// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import sparkoptim.engine.line.InternalRows;

/** Rows that are kept in memory, on disk what does not fit there, until closed. */
record RowBlocks(SparkSession spark, JavaRDD<RowBlock> blocks, StructType schema)
    implements AutoCloseable {

  /** Keeps blocks as soon as they are first asked for. */
  static RowBlocks kept(SparkSession spark, JavaRDD<RowBlock> blocks, StructType schema) {
    return new RowBlocks(spark, blocks.persist(StorageLevel.MEMORY_AND_DISK()), schema);
  }

  /** Makes other blocks of these, and keeps them too. */
  RowBlocks mapped(FlatMapFunction<Iterator<RowBlock>, RowBlock> change, StructType changed) {
    return kept(spark, blocks.mapPartitions(change), changed);
  }

  /** Looks at all blocks, each partition for itself. */
  <T> List<T> collect(FlatMapFunction<Iterator<RowBlock>, T> look) {
    return blocks.mapPartitions(look).collect();
  }

  /** Returns all rows. */
  Dataset<Row> rows() {
    return dataset(partition -> chained(partition, block -> block.rows(index -> true)));
  }

  /** Returns the rows on one side of a split. */
  Dataset<Row> part(FileOrder order, Split split, boolean test) {
    return dataset(
        partition ->
            chained(
                partition,
                block -> {
                  long first = order.place(block.number);
                  return block.rows(index -> split.isTest(first + index) == test);
                }));
  }

  private Dataset<Row> dataset(FlatMapFunction<Iterator<RowBlock>, InternalRow> rows) {
    return InternalRows.dataset(spark, blocks.mapPartitions(rows).rdd(), schema);
  }

  /** Whoever keeps rows that are made of these asks again where they came from. */
  private static void remember(RowBlock block) {
    if (block.file.isEmpty()) {
      InputFileBlockHolder.unset();
    } else {
      InputFileBlockHolder.set(block.file, block.start, 0);
    }
  }

  private interface Rows {
    Iterator<InternalRow> of(RowBlock block);
  }

  private static Iterator<InternalRow> chained(Iterator<RowBlock> blocks, Rows rows) {
    return new Iterator<>() {
      private Iterator<InternalRow> current = Collections.emptyIterator();

      @Override
      public boolean hasNext() {
        while (!current.hasNext() && blocks.hasNext()) {
          RowBlock block = blocks.next();
          remember(block);
          current = rows.of(block);
        }
        return current.hasNext();
      }

      @Override
      public InternalRow next() {
        return current.next();
      }
    };
  }

  /** Returns the parts that blocks come from, in the order in which they were read. */
  FileOrder order() {
    return FileOrder.of(
        collect(
            partition -> {
              List<FileOrder.FilePart> parts = new ArrayList<>();
              partition.forEachRemaining(
                  block ->
                      FileOrder.FilePart.add(
                          parts, block.file, block.start, block.number, block.size()));
              return parts.iterator();
            }));
  }

  @Override
  public void close() {
    blocks.unpersist();
  }
}
