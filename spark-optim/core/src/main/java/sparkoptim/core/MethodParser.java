// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sparkoptim.core.stepsize.Constant;

/** Reads the textual form of {@link MethodText} by recursive descent. */
final class MethodParser {
  private final String text;
  private int at;

  MethodParser(String text) {
    this.text = text;
  }

  MethodParts method() {
    MethodParts parts = MethodParts.NONE;
    do {
      parts = parts.with(choice());
    } while (accept('+'));
    if (at < text.length()) {
      throw error("expected + or the end");
    }
    return parts;
  }

  private MethodPart choice() {
    String name = word();
    MethodPart defaults = MethodRegistry.find(name).orElseThrow(() -> unknown(name));
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = MethodText.value(components[i], defaults);
    }
    if (accept('(') && !accept(')')) {
      settings(name, components, values);
    }
    return build(defaults, components, values);
  }

  private IllegalArgumentException unknown(String name) {
    MethodRegistry registry = MethodRegistry.here();
    return error(
        "unknown choice %s; %s%s"
            .formatted(
                name, DidYouMean.hint(name, registry.names()), Services.hint(registry.broken())));
  }

  private void settings(String name, RecordComponent[] components, Object[] values) {
    boolean[] set = new boolean[values.length];
    int next = 0;
    do {
      int start = at;
      String word = word();
      boolean named = accept('=');
      int index = named ? index(name, word, components) : next;
      if (index >= values.length) {
        throw error(PlainText.of("%s takes at most %d settings", name, values.length));
      }
      if (set[index]) {
        throw error(name + ": " + components[index].getName() + " is set twice");
      }
      if (!named) {
        at = start;
      }
      values[index] = setting(name, components[index]);
      set[index] = true;
      next = index + 1;
    } while (accept(','));
    if (!accept(')')) {
      throw error("expected , or )");
    }
  }

  private int index(String name, String setting, RecordComponent[] components) {
    List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
    int index = known.indexOf(setting);
    if (index < 0) {
      throw error(name + ": unknown setting " + setting + "; " + DidYouMean.hint(setting, known));
    }
    return index;
  }

  private Object setting(String name, RecordComponent component) {
    Class<?> type = component.getType();
    int start = at;
    if (type == List.class) {
      return list(name, component);
    }
    String word = word();
    try {
      if (type == double.class) {
        return Double.parseDouble(word);
      }
      if (type == long.class) {
        return Long.parseLong(word);
      }
      if (type == boolean.class && (word.equals("true") || word.equals("false"))) {
        return word.equals("true");
      }
      if (type.isEnum()) {
        return constant(name, component, word);
      }
      if (MethodPart.class.isAssignableFrom(type)) {
        if (type != Schedule.class || startsWithLetter(word)) {
          at = start;
          return type.cast(choice());
        }
        return constant(Double.parseDouble(word));
      }
    } catch (NumberFormatException | ClassCastException e) {
      throw error(wrongType(name, component, word), e);
    }
    throw error(wrongType(name, component, word));
  }

  private static boolean startsWithLetter(String word) {
    return !word.isEmpty() && Character.isLetter(word.charAt(0));
  }

  private Object constant(String name, RecordComponent component, String word) {
    List<String> known = new ArrayList<>();
    for (Object constant : component.getType().getEnumConstants()) {
      known.add(MethodText.name((Enum<?>) constant));
      if (word.equals(known.get(known.size() - 1))) {
        return constant;
      }
    }
    throw error(
        "%s: %s must be one of %s, was '%s'"
            .formatted(name, component.getName(), String.join(", ", known), word));
  }

  /** Returns {@code [1, 2, 3]}, of integers. */
  private List<Long> list(String name, RecordComponent component) {
    List<Long> values = new ArrayList<>();
    if (!accept('[')) {
      throw error(wrongType(name, component, word()));
    }
    while (!accept(']')) {
      String word = word();
      try {
        values.add(Long.parseLong(word));
      } catch (NumberFormatException e) {
        throw error(wrongType(name, component, word), e);
      }
      if (!accept(',') && !(at < text.length() && text.charAt(at) == ']')) {
        throw error("expected , or ]");
      }
    }
    return List.copyOf(values);
  }

  private Schedule constant(double value) {
    try {
      return new Constant(value);
    } catch (IllegalArgumentException e) {
      throw error(e.getMessage(), e);
    }
  }

  private static String wrongType(String name, RecordComponent component, String word) {
    Class<?> type = component.getType();
    String what = type == List.class ? "list such as [30, 60]" : type.getSimpleName();
    return "%s: %s must be a %s, was '%s'".formatted(name, component.getName(), what, word);
  }

  private MethodPart build(MethodPart defaults, RecordComponent[] components, Object[] values) {
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      Constructor<? extends MethodPart> constructor =
          defaults.getClass().getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw error(e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads letters, digits and the signs of numbers and names; + belongs to a number after e only.
   */
  private String word() {
    skipSpace();
    int start = at;
    while (at < text.length() && isWord(at, start)) {
      at++;
    }
    String word = text.substring(start, at);
    skipSpace();
    return word;
  }

  private boolean isWord(int i, int start) {
    char c = text.charAt(i);
    if (c == '+') {
      return i > start
          && Character.toLowerCase(text.charAt(i - 1)) == 'e'
          && Character.isDigit(text.charAt(start));
    }
    return Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_';
  }

  private boolean accept(char c) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException error(String what) {
    return error(what, null);
  }

  private IllegalArgumentException error(String what, Throwable cause) {
    return new IllegalArgumentException(
        PlainText.of("optimization method '%s', at position %d: %s", text, at, what), cause);
  }
}
