// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import sparkoptim.core.MethodPart;
import sparkoptim.core.Registry;

/** Settings of any choice, drawn or tried by looking at its record's components. */
public final class DrawnSettings {
  private static final int TRIES = 200;
  private static final int DEPTH = 2;

  private static final double[] NUMBERS = {
    0, Double.MIN_VALUE, 1e-12, 1e-5, 0.1, 0.25, 0.5, 0.9, 0.999, 1, 1.5, 2, 10, 1e7, 1e300
  };

  private final Random random;
  private final long most;

  /**
   * A source of settings.
   *
   * @param most the largest count; a run allocates by some
   */
  public DrawnSettings(long seed, long most) {
    random = new Random(seed);
    this.most = most;
  }

  /** The choice's settings, with one of them replaced. */
  public static MethodPart with(MethodPart choice, RecordComponent component, Object value) {
    RecordComponent[] components = choice.getClass().getRecordComponents();
    Object[] values = values(choice);
    values[Arrays.asList(names(components)).indexOf(component.getName())] = value;
    return build(choice, values);
  }

  private static String[] names(RecordComponent[] components) {
    return Stream.of(components).map(RecordComponent::getName).toArray(String[]::new);
  }

  /** The values of a choice's settings, in order. */
  public static Object[] values(MethodPart choice) {
    return Stream.of(choice.getClass().getRecordComponents())
        .map(component -> value(choice, component))
        .toArray();
  }

  /** The value of one setting. */
  public static Object value(MethodPart choice, RecordComponent component) {
    try {
      return component.getAccessor().invoke(choice);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A choice of the same record; throws what its constructor throws. */
  private static MethodPart build(MethodPart choice, Object[] values) {
    try {
      Class<?>[] types =
          Stream.of(choice.getClass().getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<? extends MethodPart> constructor =
          choice.getClass().getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Values around the borders of what a setting may be, and beyond them. */
  public static List<Object> extremes(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == double.class) {
      return DoubleStream.of(
              Double.NaN,
              Double.NEGATIVE_INFINITY,
              -Double.MAX_VALUE,
              -1,
              -1e-9,
              -0.0,
              0,
              1e-300,
              0.5,
              Math.nextDown(1.0),
              1,
              Math.nextUp(1.0),
              2,
              1e300,
              Double.POSITIVE_INFINITY)
          .<Object>mapToObj(value -> value)
          .toList();
    }
    if (type == long.class) {
      return LongStream.of(Long.MIN_VALUE, -1, 0, 1, 2, 1000, Long.MAX_VALUE)
          .<Object>mapToObj(value -> value)
          .toList();
    }
    if (type == List.class) {
      return List.of(
          List.of(),
          List.of(-1L),
          List.of(0L),
          List.of(1L),
          List.of(2L, 1L),
          List.of(1L, 1L),
          List.of(1L, 2L),
          List.of(Long.MAX_VALUE));
    }
    if (type == boolean.class) {
      return List.of(true, false);
    }
    if (type.isEnum()) {
      return List.of(type.getEnumConstants());
    }
    return List.copyOf(Registry.of(type.asSubclass(MethodPart.class)));
  }

  /** A choice with random settings, of those that its constructor takes. */
  public MethodPart like(MethodPart choice) {
    return like(choice, DEPTH);
  }

  private MethodPart like(MethodPart choice, int depth) {
    for (int i = 0; i < TRIES; i++) {
      Object[] values = values(choice);
      RecordComponent[] components = choice.getClass().getRecordComponents();
      for (int j = 0; j < values.length; j++) {
        if (random.nextInt(4) > 0) {
          values[j] = draw(components[j], values[j], depth);
        }
      }
      try {
        return build(choice, values);
      } catch (IllegalArgumentException e) {
        continue;
      }
    }
    throw new IllegalStateException("found no settings for " + choice);
  }

  private Object draw(RecordComponent component, Object usual, int depth) {
    Class<?> type = component.getType();
    if (type == double.class) {
      return number();
    }
    if (type == long.class) {
      return count();
    }
    if (type == List.class) {
      return Stream.generate(this::count).limit(random.nextInt(4)).distinct().sorted().toList();
    }
    if (type == boolean.class) {
      return random.nextBoolean();
    }
    if (type.isEnum()) {
      return one(List.of(type.getEnumConstants()));
    }
    return depth == 0
        ? usual
        : like(one(Registry.of(type.asSubclass(MethodPart.class))), depth - 1);
  }

  /** One of a list. */
  public <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private double number() {
    return switch (random.nextInt(4)) {
      case 0 -> NUMBERS[random.nextInt(NUMBERS.length)];
      case 1 -> random.nextInt(10) == 0 ? Double.POSITIVE_INFINITY : 3 * random.nextDouble();
      default -> random.nextDouble();
    };
  }

  private long count() {
    return random.nextBoolean() ? random.nextInt(6) : Math.floorMod(random.nextLong(), most + 1);
  }
}
