// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.LongAccumulator;
import scala.Function0;

/**
 * Stands between Spark's reader and those who take its rows: leaves out the first rows of every
 * file, says which file an error came from, and counts the bytes that were read.
 */
final class FileGuard implements Serializable {
  private static final long serialVersionUID = 1L;

  private final HeadRows heads;
  private final RowFilter filter;
  private final LongAccumulator bytes;

  /** How many rows at the beginning of a file are not data. */
  @FunctionalInterface
  interface HeadRows extends Serializable {
    HeadRows NONE = file -> 0;

    int of(String file);
  }

  /** Which of the rows that are read count. */
  @FunctionalInterface
  interface RowFilter extends Serializable {
    RowFilter ALL = row -> true;

    boolean isRow(InternalRow row);
  }

  FileGuard(SparkSession spark, HeadRows heads) {
    this(spark, heads, RowFilter.ALL);
  }

  FileGuard(SparkSession spark, HeadRows heads, RowFilter filter) {
    this.heads = heads;
    this.filter = filter;
    this.bytes = spark.sparkContext().longAccumulator("bytes read");
  }

  /** Returns how many bytes have been read so far; parts that were read twice count twice. */
  long bytesRead() {
    return bytes.value();
  }

  /** Reads rows, and keeps them. */
  RowBlocks keep(Dataset<Row> rows) {
    JavaRDD<InternalRow> read = rows.queryExecution().toRdd().toJavaRDD();
    StructType schema = rows.schema();
    return RowBlocks.kept(
        rows.sparkSession(),
        read.mapPartitions(partition -> new Blocks(new Rows(partition), schema)),
        schema);
  }

  /** Packs the rows of a partition. */
  private static final class Blocks implements Iterator<RowBlock> {
    private final Rows rows;
    private final StructType schema;
    private long number = (long) TaskContext.getPartitionId() << 33;
    private UnsafeProjection projection;

    Blocks(Rows rows, StructType schema) {
      this.rows = rows;
      this.schema = schema;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public RowBlock next() {
      if (!rows.hasNext()) { // which moves to the part of the next row
        throw new NoSuchElementException();
      }
      long part = rows.part;
      var block =
          new RowBlock.Builder(String.valueOf(rows.file), rows.start, number, schema.size());
      while (!block.isFull() && rows.hasNext() && rows.part == part) {
        block.add(packed(rows.next()));
      }
      number += block.count();
      return block.build();
    }

    private UnsafeRow packed(InternalRow row) {
      if (row instanceof UnsafeRow packed) {
        return packed;
      }
      if (projection == null) {
        projection = UnsafeProjection.create(schema);
      }
      return projection.apply(row);
    }
  }

  private final class Rows implements Iterator<InternalRow> {
    private final Iterator<InternalRow> rows;
    private final Function0<Object> bytesOfThread;
    private UTF8String file;
    private long start = -1;
    private long part;
    private int toSkip;
    private InternalRow next;
    private boolean ended;

    Rows(Iterator<InternalRow> rows) {
      this.rows = rows;
      this.bytesOfThread = SparkHadoopUtil.get().getFSBytesReadOnThreadCallback();
    }

    @Override
    public boolean hasNext() {
      try {
        while (next == null && rows.hasNext()) {
          InternalRow row = rows.next();
          next = filter.isRow(row) && isData() ? row : null;
        }
      } catch (Exception | Error e) { // Scala declares no exceptions
        throw ReadFailure.in(InputFileBlockHolder.getInputFilePath().toString(), e);
      }
      if (next == null && !ended) {
        ended = true;
        bytes.add((long) bytesOfThread.apply());
      }
      return next != null;
    }

    @Override
    public InternalRow next() {
      InternalRow row = next;
      next = null;
      return row;
    }

    @SuppressWarnings("ReferenceEquality") // one object for each part; this is asked for every row
    private boolean isData() {
      UTF8String current = InputFileBlockHolder.getInputFilePath();
      long offset = InputFileBlockHolder.getStartOffset();
      if (current != file || offset != start) {
        file = current;
        start = offset;
        part++;
        toSkip = offset == 0 ? heads.of(current.toString()) : 0;
      }
      return toSkip-- <= 0;
    }
  }
}
