// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.rdd.RDD;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.BoxedUnit;
import sparkoptim.engine.line.ScalaCollections;

/**
 * Maps and collects partitions without a Scala closure. Spark looks into each closure for what it
 * captures, and for that parses the class that made it: for an operation of its own that is all of
 * {@code RDD}, and was four fifths of a small fit. A Java lambda takes along what it names.
 */
public final class Partitions {
  private Partitions() {}

  /**
   * Returns an RDD of what a function makes of each partition's number and content, which stay in
   * the same partition.
   */
  public static <T, R> RDD<R> map(
      RDD<T> parent, Function2<Integer, Iterator<T>, Iterator<R>> function) {
    return new MappedPartitions<>(parent, function);
  }

  /** Returns all that an RDD holds, in the order of its partitions. */
  public static <T> List<T> collect(RDD<T> rdd) {
    int partitions = rdd.getNumPartitions();
    List<List<T>> parts = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      parts.add(List.of());
    }
    scala.Function2<TaskContext, scala.collection.Iterator<T>, List<T>> task =
        (scala.Function2<TaskContext, scala.collection.Iterator<T>, List<T>> & Serializable)
            (context, content) -> list(content);
    scala.Function2<Object, List<T>, BoxedUnit> take =
        (partition, part) -> {
          parts.set((Integer) partition, part);
          return BoxedUnit.UNIT;
        };
    List<Object> all = new ArrayList<>(IntStream.range(0, partitions).boxed().toList());
    Seq<Object> numbers = ScalaCollections.scala(all);
    ClassTag<List<T>> tag = ClassTag$.MODULE$.apply(List.class);
    rdd.sparkContext().runJob(rdd, task, numbers, take, tag);
    List<T> result = new ArrayList<>();
    parts.forEach(result::addAll);
    return result;
  }

  private static <T> List<T> list(scala.collection.Iterator<T> content) {
    List<T> list = new ArrayList<>();
    while (content.hasNext()) {
      list.add(content.next());
    }
    return list;
  }
}
