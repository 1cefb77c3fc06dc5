// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The textual form of methods and choices: {@code name(setting=value, ...) + name(...)}. Settings
 * are the components of the choice's record, by name or in order: numbers, yes or no, names, lists
 * {@code [30, 60]}, or other choices, a number standing for the constant schedule; the type of a
 * choice picks its slot. Printing writes every setting, so that a changed default never changes
 * what a text means.
 */
public final class MethodText {
  private MethodText() {}

  /**
   * Returns the choices that a text names.
   *
   * @param text a textual form, parts joined by {@code +}
   * @throws IllegalArgumentException naming the unknown or refused part, and the nearest known one
   */
  public static MethodParts parse(String text) {
    return new MethodParser(text).method();
  }

  /**
   * Returns the name of a part; the name of its class where no {@link MethodProvider} names it.
   *
   * @param part the part to name
   */
  public static String name(MethodPart part) {
    return MethodRegistry.nameOf(part);
  }

  /**
   * Returns a choice with every setting.
   *
   * @param choice the choice
   */
  public static String print(MethodPart choice) {
    RecordComponent[] components = choice.getClass().getRecordComponents();
    if (components.length == 0) {
      return name(choice);
    }
    List<String> settings = new ArrayList<>();
    for (RecordComponent component : components) {
      settings.add(component.getName() + "=" + print(value(component, choice)));
    }
    return name(choice) + "(" + String.join(", ", settings) + ")";
  }

  private static String print(Object value) {
    if (value instanceof MethodPart inner) {
      return print(inner);
    }
    return value instanceof Enum<?> constant ? name(constant) : String.valueOf(value);
  }

  /** Returns the name of a setting's constant: INVERSE_SQRT is inverse-sqrt. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the value of a setting of a choice. */
  static Object value(RecordComponent component, MethodPart choice) {
    try {
      return component.getAccessor().invoke(choice);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
