// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.optim.Regularizer;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import scala.collection.Iterable;
import scala.collection.JavaConverters;

/**
 * The modules in a module and the regularizers of their parameters. BigDL has no list of them, so
 * the fields of layers are searched, and the layers in layers.
 */
final class LayerSearch {
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Object> found = new ArrayList<>();

  private LayerSearch() {}

  /** Returns a module with all in it, each once. */
  static List<Object> of(AbstractModule<?, ?, ?> module) {
    LayerSearch search = new LayerSearch();
    search.search(module);
    return search.found;
  }

  private void search(Object value) {
    if (value instanceof Regularizer<?>) {
      add(value);
    } else if (value instanceof AbstractModule<?, ?, ?>) {
      if (add(value)) {
        for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
          searchFields(type, value);
        }
      }
    } else if (value instanceof Iterable<?> several) {
      JavaConverters.asJavaIterable(several).forEach(this::search);
    }
  }

  private boolean add(Object value) {
    boolean fresh = seen.add(value);
    if (fresh) {
      found.add(value);
    }
    return fresh;
  }

  private void searchFields(Class<?> type, Object layer) {
    for (var field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) || !mayHold(field.getType())) {
        continue;
      }
      field.setAccessible(true);
      try {
        search(field.get(layer));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("cannot read " + field, e);
      }
    }
  }

  private static boolean mayHold(Class<?> type) {
    return Regularizer.class.isAssignableFrom(type)
        || AbstractModule.class.isAssignableFrom(type)
        || Iterable.class.isAssignableFrom(type);
  }
}
