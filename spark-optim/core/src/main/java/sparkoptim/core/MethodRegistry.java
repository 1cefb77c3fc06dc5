// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;

/**
 * All parts of methods by name: this library's first, then those of every {@link MethodProvider} on
 * the class path. One registry per class loader, as the jars of an application may be visible to
 * the thread and not to this class.
 */
public final class MethodRegistry {
  private static final Map<ClassLoader, MethodRegistry> BY_LOADER = new WeakHashMap<>();

  private final Set<Class<?>> providers = new HashSet<>();
  private final Map<String, MethodPart> defaults = new TreeMap<>();
  private final Map<Class<?>, String> names = new HashMap<>();
  private final Set<String> broken = new LinkedHashSet<>();

  private MethodRegistry(ClassLoader loader) {
    load(MethodRegistry.class.getClassLoader());
    if (defaults.isEmpty()) {
      throw new IllegalStateException(
          "no part of a method is known: this library's jar was packed without"
              + " META-INF/services/sparkoptim.core.MethodProvider");
    }
    load(loader);
  }

  /** Providers that were found before, through another loader, count once. */
  private void load(ClassLoader loader) {
    broken.addAll(
        Services.load(
            MethodProvider.class,
            loader,
            provider -> {
              if (providers.add(provider.getClass())) {
                provider.parts().forEach((name, part) -> add(name, part, provider));
              }
            }));
  }

  private void add(String name, MethodPart part, MethodProvider provider) {
    if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")
        || part == null
        || !part.getClass().isRecord()) {
      throw new IllegalArgumentException(
          "%s of %s: a part needs a name of words in lower case with hyphens, and a record; was %s"
              .formatted(name, jarOf(provider.getClass()), part));
    }
    MethodPart taken = defaults.putIfAbsent(name, part);
    if (taken != null) {
      throw new IllegalArgumentException(
          "two parts of methods have the name %s: %s of %s and %s of %s"
              .formatted(
                  name,
                  taken.getClass().getName(),
                  jarOf(taken.getClass()),
                  part.getClass().getName(),
                  jarOf(part.getClass())));
    }
    names.putIfAbsent(part.getClass(), name);
  }

  /**
   * Returns the jar, or folder, that a class came from; its file name alone.
   *
   * @param type the class to look up
   */
  public static String jarOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return "an unknown jar";
    }
    String path = source.getLocation().getPath().replaceFirst("/$", "");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * Returns the registry of this thread's class loader, made when it is first asked for.
   *
   * @throws IllegalArgumentException if two providers use one name, naming both jars
   */
  public static MethodRegistry here() {
    return of(Services.threadLoader(), false);
  }

  private static MethodRegistry of(ClassLoader loader, boolean anew) {
    synchronized (BY_LOADER) {
      MethodRegistry known = anew ? null : BY_LOADER.get(loader);
      if (known == null) {
        known = new MethodRegistry(loader);
        BY_LOADER.put(loader, known);
      }
      return known;
    }
  }

  /** Returns the names in alphabetical order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(defaults.keySet());
  }

  /** Returns all parts with their default settings, in alphabetical order of their names. */
  public Map<String, MethodPart> defaults() {
    return Collections.unmodifiableMap(defaults);
  }

  /**
   * Returns what has a capability, in words for an error message: for parts of methods with the
   * names of all that offer it with their default settings.
   *
   * @param capability the capability that something needs
   */
  public String describe(Capability capability) {
    if (capability.ofObjective() || capability == Capability.ONE_EVALUATION) {
      return capability.description();
    }
    List<String> offering = new ArrayList<>();
    defaults.forEach(
        (name, part) -> {
          if (part.offers().contains(capability)) {
            offering.add(name);
          }
        });
    return "%s (%s)".formatted(capability.description(), String.join(", ", offering));
  }

  /** Returns the reasons why providers could not be loaded; empty if all were. */
  public List<String> broken() {
    return List.copyOf(broken);
  }

  /**
   * Returns the part of a name with its default settings. Looks again for providers before it gives
   * up: a session may have added a jar since.
   */
  static Optional<MethodPart> find(String name) {
    MethodPart part = here().defaults.get(name);
    return Optional.ofNullable(
        part == null ? of(Services.threadLoader(), true).defaults.get(name) : part);
  }

  /** Returns the name of a part; the name of its class where no provider names it. */
  static String nameOf(MethodPart part) {
    String name = here().names.get(part.getClass());
    return name == null ? part.getClass().getName() : name;
  }
}
