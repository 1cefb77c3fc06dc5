// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.engine.line.ScalaCollections;

/** Partitions that each read a range of another RDD's partitions, in order, without a shuffle. */
final class PartitionRangeRdd extends RDD<RowPacker.RowChunk> {
  private static final long serialVersionUID = 1L;
  private static final ClassTag<RowPacker.RowChunk> PARCELS =
      ClassTag$.MODULE$.apply(RowPacker.RowChunk.class);

  private final RDD<RowPacker.RowChunk> parent;
  private final int[] from;
  private final int[] to;

  /** Partition i reads the parent's partitions from[i] to to[i] - 1. */
  PartitionRangeRdd(RDD<RowPacker.RowChunk> parent, int[] from, int[] to) {
    super(parent.context(), dependencies(parent, from, to), PARCELS);
    this.parent = parent;
    this.from = from;
    this.to = to;
  }

  private static Seq<Dependency<?>> dependencies(RDD<?> parent, int[] from, int[] to) {
    List<Dependency<?>> one = List.of(new Ranges<>(parent, from, to));
    return ScalaCollections.scala(one);
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] all = parent.partitions();
    return IntStream.range(0, from.length)
        .mapToObj(i -> new Range(i, Arrays.copyOfRange(all, from[i], to[i])))
        .toArray(Partition[]::new);
  }

  @Override
  public scala.collection.Iterator<RowPacker.RowChunk> compute(Partition split, TaskContext task) {
    Iterator<RowPacker.RowChunk> chunks =
        Arrays.stream(((Range) split).parts)
            .flatMap(
                part -> {
                  Iterable<RowPacker.RowChunk> content =
                      () -> ScalaCollections.java(parent.iterator(part, task));
                  return stream(content);
                })
            .iterator();
    return ScalaCollections.scala(chunks);
  }

  private static <T> java.util.stream.Stream<T> stream(Iterable<T> content) {
    return java.util.stream.StreamSupport.stream(content.spliterator(), false);
  }

  private static final class Range implements Partition, Serializable {
    private static final long serialVersionUID = 1L;
    private final int index;
    private final Partition[] parts;

    Range(int index, Partition[] parts) {
      this.index = index;
      this.parts = parts;
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public int hashCode() {
      return index;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Range range && range.index == index;
    }
  }

  private static final class Ranges<T> extends NarrowDependency<T> {
    private static final long serialVersionUID = 1L;
    private final int[] from;
    private final int[] to;

    Ranges(RDD<T> parent, int[] from, int[] to) {
      super(parent);
      this.from = from;
      this.to = to;
    }

    @Override
    public Seq<Object> getParents(int partition) {
      List<Object> parents = new ArrayList<>();
      for (int i = from[partition]; i < to[partition]; i++) {
        parents.add(i);
      }
      return ScalaCollections.scala(parents);
    }
  }
}
