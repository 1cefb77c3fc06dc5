// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import sparkoptim.core.DidYouMean;

/** Typed reading of a configuration in which null means "not set". */
public final class Keys {
  private final Config config;

  /** Creates a reader of a resolved configuration. */
  public Keys(Config config) {
    this.config = config;
  }

  /** Returns what is read. */
  public Config config() {
    return config;
  }

  /** Returns a text that is not blank. */
  public Optional<String> text(String key) {
    return read(key, Config::getString).filter(value -> !value.isBlank());
  }

  /** Returns a text that must be set. */
  public String requiredText(String key) {
    return text(key).orElseThrow(() -> notSet(key));
  }

  /** Returns a path that must be set. */
  public String requiredPath(String key) {
    return text(key)
        .orElseThrow(
            () ->
                new JobException(
                    key + " is not set: write it in the config file, or pass " + key + "=PATH"));
  }

  /** Returns a folder to write to, which must be set. */
  String requiredFolder(String key) {
    return folder(key, requiredPath(key));
  }

  /** Refuses a name that models are not read from: their reader takes it for a pattern. */
  static String folder(String key, String path) {
    boolean pattern =
        path.chars().anyMatch(c -> "*?[]{}\\".indexOf(c) >= 0 || Character.isISOControl(c));
    String place = path.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*:(?=/)(//[^/]*)?", "");
    if (pattern || place.contains(":")) {
      throw new JobException(
          "%s is a folder without : * ? [ ] { } \\ in its name, which readers take for a pattern, was %s"
              .formatted(key, Secrets.redacted(path)));
    }
    return path;
  }

  /** Returns a whole number. */
  public Optional<Integer> wholeNumber(String key) {
    return exact(key, BigDecimal::intValueExact, "a whole number below 2^31");
  }

  /** Returns a whole number of 64 bits. */
  public Optional<Long> longNumber(String key) {
    return exact(key, BigDecimal::longValueExact, "a whole number below 2^63");
  }

  /** Returns a number. */
  public Optional<Double> number(String key) {
    return exact(key, BigDecimal::doubleValue, "a number");
  }

  /** Returns true or false. */
  public boolean flag(String key) {
    return read(key, Config::getBoolean).orElseThrow(() -> notSet(key));
  }

  /** Returns the texts of a list; a single text counts as a list of one. */
  public List<String> texts(String key) {
    if (!config.hasPath(key)) {
      return List.of();
    }
    Object value = config.getValue(key).unwrapped();
    List<?> items = value instanceof List<?> list ? list : List.of(value);
    if (items.stream()
        .anyMatch(item -> item == null || item instanceof Map || item instanceof List)) {
      throw new JobException(key + " must be a list of texts, was " + value);
    }
    return items.stream().map(String::valueOf).toList();
  }

  /** Returns the names and texts of a group. */
  public Map<String, String> textMap(String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    config
        .getObject(key)
        .forEach(
            (name, value) -> {
              if (!(value.unwrapped() instanceof String text)) {
                throw new JobException(
                    "%s: %s must be a text, was %s".formatted(key, name, value.unwrapped()));
              }
              texts.put(name, text);
            });
    return texts;
  }

  /** Config's own getters cut off fractions. */
  private <T> Optional<T> exact(String key, Function<BigDecimal, T> value, String words) {
    return text(key)
        .map(
            text -> {
              try {
                return value.apply(new BigDecimal(text.strip()));
              } catch (ArithmeticException | NumberFormatException e) {
                throw new JobException(key + " must be " + words + ", was " + text, e);
              }
            });
  }

  /** Returns a value that obeys a rule, which the error names. */
  public static <T> T checked(String key, T value, Predicate<T> rule, String words) {
    if (!rule.test(value)) {
      throw new JobException(key + " must be " + words + ", was " + value);
    }
    return value;
  }

  /** Returns a constant of an enum; case is free. */
  public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
    String value =
        text(key)
            .orElseThrow(
                () -> new JobException(key + " is not set: one of " + names(type) + " is needed"));
    for (E constant : type.getEnumConstants()) {
      if (name(constant).equalsIgnoreCase(value)) {
        return constant;
      }
    }
    throw new JobException(
        key
            + " must be one of "
            + names(type)
            + ", was "
            + value
            + DidYouMean.of(value, Arrays.stream(type.getEnumConstants()).map(Keys::name).toList())
                .map(near -> "; did you mean " + near + "?")
                .orElse(""));
  }

  /** Returns the error of a key that is not set. */
  public static JobException notSet(String key) {
    return new JobException(key + " is not set");
  }

  /** Returns how a file names a constant. */
  public static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> String names(Class<E> type) {
    return String.join(", ", Arrays.stream(type.getEnumConstants()).map(Keys::name).toList());
  }

  private <T> Optional<T> read(String key, BiFunction<Config, String, T> getter) {
    if (!config.hasPath(key)) {
      return Optional.empty();
    }
    try {
      return Optional.of(getter.apply(config, key));
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      throw new JobException(e.getMessage(), e);
    }
  }
}
