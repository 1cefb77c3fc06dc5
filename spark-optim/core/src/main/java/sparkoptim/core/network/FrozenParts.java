// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Patterns of the names of parts that training leaves alone, with commas between: {@code *} is any
 * text, a module's name means all that is in it, and what begins with {@code !} is trained all the
 * same. Later ones count before earlier ones.
 */
public final class FrozenParts {
  private static final String TRAINED = "!";

  /** The parts of a residual block, whose modules are no modules in a module by their names. */
  private static final Pattern OF_A_BLOCK =
      Pattern.compile("(residual[0-9]+)_(?:conv|batchnorm)[12]\\..*");

  private final List<String> patterns;

  private FrozenParts(List<String> patterns) {
    this.patterns = patterns;
  }

  /**
   * Reads patterns.
   *
   * @throws IllegalArgumentException if one is empty
   */
  public static FrozenParts parse(String text) {
    if (text.isBlank()) {
      return new FrozenParts(List.of());
    }
    List<String> patterns = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    for (String pattern : patterns) {
      if (plain(pattern).isEmpty()) {
        throw new IllegalArgumentException(
            "frozen must be names of parts with commas between, as in conv*, !conv7, was " + text);
      }
    }
    return new FrozenParts(patterns);
  }

  private static String plain(String pattern) {
    return pattern.startsWith(TRAINED) ? pattern.substring(1).strip() : pattern;
  }

  /**
   * Returns which coordinates are frozen; null where none is.
   *
   * @throws IllegalArgumentException if a pattern fits no part, or no part is left to train
   */
  public boolean[] of(NetworkParts parts) {
    if (patterns.isEmpty()) {
      return null;
    }
    boolean[] frozen = new boolean[parts.dimension()];
    for (String pattern : patterns) {
      List<NetworkPart> fitting = fitting(pattern, parts);
      if (fitting.isEmpty()) {
        throw new IllegalArgumentException(
            "frozen: no part of the network is named %s; there are %s"
                .formatted(plain(pattern), names(parts)));
      }
      for (NetworkPart part : fitting) {
        Arrays.fill(frozen, part.from(), part.from() + part.count(), !pattern.startsWith(TRAINED));
      }
    }
    boolean any = false;
    for (boolean one : frozen) {
      any |= !one;
    }
    if (!any) {
      throw new IllegalArgumentException(
          "frozen must leave a part to train, and %s leaves none of %s"
              .formatted(String.join(", ", patterns), names(parts)));
    }
    return frozen;
  }

  private static List<NetworkPart> fitting(String pattern, NetworkParts parts) {
    String[] texts = plain(pattern).split("\\*", -1);
    String joined = String.join(".*", Arrays.stream(texts).map(Pattern::quote).toList());
    Pattern regex = Pattern.compile(joined + "(\\..*)?");
    List<NetworkPart> fitting = new ArrayList<>();
    for (NetworkPart part : parts.parameters()) {
      Matcher block = OF_A_BLOCK.matcher(part.name());
      if (regex.matcher(part.name()).matches()
          || (block.matches() && regex.matcher(block.group(1)).matches())) {
        fitting.add(part);
      }
    }
    return fitting;
  }

  private static String names(NetworkParts parts) {
    return String.join(", ", parts.parameters().stream().map(NetworkPart::name).toList());
  }
}
