// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The names of all registered choices. */
final class MethodNamesTest {
  private static final Set<String> NAMES = Registry.defaults().keySet();

  static Stream<String> names() {
    return NAMES.stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void name_anyChoice_isLowerCaseWordsWithHyphens(String name) {
    assertThat(name).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  }

  @ParameterizedTest
  @MethodSource("names")
  void name_alone_parsesToItsDefaultAndPrintsBack(String name) {
    MethodPart choice = Registry.defaults().get(name);
    assertThat(MethodText.name(choice)).isEqualTo(name);
    assertThat(only(MethodText.parse(name))).isEqualTo(choice);
    assertThat(only(MethodText.parse(name + "()"))).isEqualTo(choice);
    assertThat(only(MethodText.parse(MethodText.print(choice)))).isEqualTo(choice);
  }

  private static MethodPart only(MethodParts parts) {
    List<MethodPart> named = new ArrayList<>();
    Stream.of(parts.estimator(), parts.rule(), parts.stepSize(), parts.average())
        .filter(part -> part != null)
        .forEach(named::add);
    assertThat(named).hasSize(1);
    return named.get(0);
  }

  /** What is left may be a name itself; else it is the name, or another that is one edit away. */
  @ParameterizedTest
  @MethodSource("names")
  void parse_nameWithoutOneLetter_suggestsIt(String name) {
    for (int i = 0; i < name.length(); i++) {
      String typed = name.substring(0, i) + name.substring(i + 1);
      if (!NAMES.contains(typed)) {
        String nearest = DidYouMean.of(typed, NAMES).orElseThrow();
        assertThat(nearest.equals(name) || oneEdit(typed, nearest)).as(typed).isTrue();
        assertThatThrownBy(() -> MethodText.parse(typed))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("did you mean " + nearest + "?");
      }
    }
  }

  /** Whether a letter put in, replaced or left out, or two swapped, make one word the other. */
  private static boolean oneEdit(String typed, String name) {
    int from = 0;
    int least = Math.min(typed.length(), name.length());
    while (from < least && typed.charAt(from) == name.charAt(from)) {
      from++;
    }
    String a = typed.substring(from);
    String b = name.substring(from);
    return rest(a, 0).equals(rest(b, 1))
        || rest(a, 1).equals(rest(b, 0))
        || rest(a, 1).equals(rest(b, 1))
        || swapped(a, b);
  }

  private static String rest(String word, int without) {
    return word.substring(Math.min(without, word.length()));
  }

  private static boolean swapped(String a, String b) {
    return a.length() > 1
        && b.length() > 1
        && a.charAt(0) == b.charAt(1)
        && a.charAt(1) == b.charAt(0)
        && a.substring(2).equals(b.substring(2));
  }

  @ParameterizedTest
  @MethodSource("names")
  void parse_unknownSetting_namesTheChoice(String name) {
    assertThatThrownBy(() -> MethodText.parse(name + "(nosuchsetting=1)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name + ": unknown setting nosuchsetting; ");
  }
}
