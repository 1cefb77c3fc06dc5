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
 * The regularizers of a module's layers, which add a function of the parameters to each gradient.
 * BigDL has no list of them, so the fields of layers are searched, and the layers in layers.
 */
final class LayerRegularizers {
  private final List<Regularizer<?>> all = new ArrayList<>();

  /** Finds those of a module. */
  LayerRegularizers(AbstractModule<?, ?, ?> module) {
    search(module, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private void search(Object value, Set<Object> seen) {
    if (value instanceof Regularizer<?> regularizer) {
      if (seen.add(value)) {
        all.add(regularizer);
      }
    } else if (value instanceof AbstractModule<?, ?, ?>) {
      if (seen.add(value)) {
        for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
          searchFields(type, value, seen);
        }
      }
    } else if (value instanceof Iterable<?> several) {
      JavaConverters.asJavaIterable(several).forEach(one -> search(one, seen));
    }
  }

  private void searchFields(Class<?> type, Object layer, Set<Object> seen) {
    for (var field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) || !mayHold(field.getType())) {
        continue;
      }
      field.setAccessible(true);
      try {
        search(field.get(layer), seen);
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

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Sets whether gradients have their terms. */
  void enable(boolean on) {
    for (Regularizer<?> regularizer : all) {
      if (on) {
        regularizer.enable();
      } else {
        regularizer.disable();
      }
    }
  }
}
