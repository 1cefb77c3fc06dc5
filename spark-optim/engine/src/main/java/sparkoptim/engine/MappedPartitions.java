// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.Iterator;
import org.apache.spark.Partition;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.rdd.RDD;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import sparkoptim.engine.line.ScalaCollections;

/** What a function makes of every partition of another RDD, which keeps its partitioner. */
final class MappedPartitions<T, R> extends RDD<R> {
  private static final long serialVersionUID = 1L;

  private final Function2<Integer, Iterator<T>, Iterator<R>> function;

  MappedPartitions(RDD<T> parent, Function2<Integer, Iterator<T>, Iterator<R>> function) {
    super(parent, anyTag());
    this.function = function;
  }

  @Override
  public Partition[] getPartitions() {
    return parent().partitions();
  }

  @Override
  public Option<Partitioner> partitioner() {
    return parent().partitioner();
  }

  @Override
  public scala.collection.Iterator<R> compute(Partition split, TaskContext task) {
    Iterator<T> content = ScalaCollections.java(parent().iterator(split, task));
    try {
      return ScalaCollections.scala(function.call(split.index(), content));
    } catch (Exception e) {
      throw MappedPartitions.<RuntimeException>as(e);
    }
  }

  /** As Spark's own operations do: the exception itself, checked or not. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Exception> E as(Exception e) throws E {
    throw (E) e;
  }

  /** From the dependencies, which a checkpoint of Spark's cuts. */
  private RDD<T> parent() {
    return firstParent(anyTag());
  }

  @SuppressWarnings("unchecked")
  private static <T> ClassTag<T> anyTag() {
    return (ClassTag<T>) ClassTag$.MODULE$.apply(Object.class);
  }
}
