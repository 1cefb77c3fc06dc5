// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.line;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scala.collection.JavaConverters;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;

/**
 * Collections of Java as Scala's, and the other way, by Scala 2.12. Elsewhere no class of Scala's
 * is named that only one of 2.12 and 2.13 has.
 */
public final class ScalaCollections {
  private ScalaCollections() {}

  /** Returns what a Java iterator returns. */
  public static <T> scala.collection.Iterator<T> scala(Iterator<T> content) {
    return JavaConverters.asScalaIterator(content);
  }

  /** Returns a copy. Both Scalas take and return it where they ask for their {@code Seq}. */
  public static <T> Seq<T> scala(List<? extends T> content) {
    return JavaConverters.asScalaBuffer(new ArrayList<T>(content)).toList();
  }

  /** Returns a copy. */
  public static <K, V> scala.collection.immutable.Map<K, V> scala(Map<K, V> content) {
    scala.collection.immutable.Map<K, V> all = Map$.MODULE$.empty();
    for (Map.Entry<K, V> entry : content.entrySet()) {
      all = all.updated(entry.getKey(), entry.getValue());
    }
    return all;
  }

  /** Returns what a Scala iterator returns. */
  public static <T> Iterator<T> java(scala.collection.Iterator<T> content) {
    return JavaConverters.asJavaIterator(content);
  }

  /** Returns a view. */
  public static <T> List<T> java(scala.collection.Seq<T> content) {
    return JavaConverters.seqAsJavaList(content);
  }

  /** Returns a view. */
  public static <T> Set<T> java(scala.collection.Set<T> content) {
    return JavaConverters.setAsJavaSet(content);
  }

  /** Returns a view. */
  public static <K, V> Map<K, V> java(scala.collection.Map<K, V> content) {
    return JavaConverters.mapAsJavaMap(content);
  }
}
