// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sparkoptim.core.DidYouMean;
import sparkoptim.core.MethodRegistry;
import sparkoptim.core.PlainText;
import sparkoptim.core.Services;

/**
 * The textual form of losses of linear models: {@code huber}, {@code huber(1.35)}, {@code
 * huber(delta=1.35)}. Names are those of every {@link LossProvider} on the class path, this
 * library's first; settings are the components of the loss's record, all numbers.
 */
public final class LossText {
  private static final String NAME = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
  private static final Pattern FORM = Pattern.compile("\\s*([^\\s(]*)\\s*(?:\\((.*)\\))?\\s*");

  private final Map<String, LinearLoss> defaults = new TreeMap<>();
  private final Set<Class<?>> providers = new HashSet<>();
  private final List<String> broken = new ArrayList<>();

  private LossText() {
    load(LossText.class.getClassLoader());
    load(Services.threadLoader());
  }

  /** Providers that were found before, through another loader, count once. */
  private void load(ClassLoader loader) {
    broken.addAll(
        Services.load(
            LossProvider.class,
            loader,
            provider -> {
              if (providers.add(provider.getClass())) {
                provider.losses().forEach((name, loss) -> add(name, loss, provider));
              }
            }));
  }

  private void add(String name, LinearLoss loss, LossProvider provider) {
    if (!name.matches(NAME) || loss == null || !loss.getClass().isRecord()) {
      throw new IllegalArgumentException(
          "%s of %s: a loss needs a name of words in lower case with hyphens, and a record; was %s"
              .formatted(name, MethodRegistry.jarOf(provider.getClass()), loss));
    }
    LinearLoss taken = defaults.putIfAbsent(name, loss);
    if (taken != null) {
      throw new IllegalArgumentException(
          "two losses have the name %s: %s of %s and %s of %s"
              .formatted(
                  name,
                  taken.getClass().getName(),
                  MethodRegistry.jarOf(taken.getClass()),
                  loss.getClass().getName(),
                  MethodRegistry.jarOf(loss.getClass())));
    }
  }

  /**
   * Returns the names in alphabetical order.
   *
   * @throws IllegalArgumentException if two providers use one name, naming both jars
   */
  public static Set<String> names() {
    return Collections.unmodifiableSet(new LossText().defaults.keySet());
  }

  /**
   * Returns the loss that a text names.
   *
   * @param text a name, with settings in brackets where they are not the defaults
   * @throws IllegalArgumentException naming what is unknown or refused, and the nearest known name
   */
  public static LinearLoss parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw error(text, "expected a name, or name(setting=number, ...)");
    }
    LossText known = new LossText();
    LinearLoss loss = known.defaults.get(form.group(1));
    if (loss == null) {
      String hint = DidYouMean.hint(form.group(1), known.defaults.keySet());
      throw error(
          text,
          "unknown loss %s; %s%s".formatted(form.group(1), hint, Services.hint(known.broken)));
    }
    String settings = form.group(2);
    return settings == null || settings.isBlank() ? loss : with(text, loss, settings.split(","));
  }

  private static LinearLoss with(String text, LinearLoss loss, String[] settings) {
    RecordComponent[] components = loss.getClass().getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    if (settings.length > names.size()) {
      throw error(text, PlainText.of("takes at most %d settings", names.size()));
    }
    Object[] values = values(loss, components);
    for (int i = 0; i < settings.length; i++) {
      String[] pair = settings[i].split("=", 2);
      int index = pair.length == 1 ? i : names.indexOf(pair[0].strip());
      if (index < 0) {
        String name = pair[0].strip();
        throw error(text, "unknown setting " + name + "; " + DidYouMean.hint(name, names));
      }
      String number = pair[pair.length - 1].strip();
      try {
        values[index] = Double.parseDouble(number);
      } catch (NumberFormatException e) {
        throw error(text, "%s must be a number, was '%s'".formatted(names.get(index), number));
      }
    }
    Class<?>[] types = new Class<?>[values.length];
    Arrays.fill(types, double.class);
    try {
      return loss.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      throw error(text, e.getCause().getMessage());
    } catch (ReflectiveOperationException e) {
      throw error(text, "the settings of a loss are numbers (double), and its record is public");
    }
  }

  private static Object[] values(LinearLoss loss, RecordComponent[] components) {
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = components[i].getAccessor().invoke(loss);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return values;
  }

  private static IllegalArgumentException error(String text, String what) {
    return new IllegalArgumentException("loss '%s': %s".formatted(text, what));
  }
}
