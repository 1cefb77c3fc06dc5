// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sparkoptim.core.testing.DrawnSettings;

/** Over random settings of every choice that there is, as far as they fit. */
final class MethodTextProperties {
  private static final int MANY = 300;

  @Property(seed = "2023", edgeCases = EdgeCasesMode.NONE)
  void print_anyMethod_parsesBack(@ForAll("methods") OptimMethod method) {
    assertThat(OptimMethod.parse(method.toString())).isEqualTo(method);
    assertThat(OptimMethod.parse(method.toString()).toString()).isEqualTo(method.toString());
  }

  @Property(seed = "2024", edgeCases = EdgeCasesMode.NONE)
  void parse_choicesInAnyOrder_isOneMethod(
      @ForAll("methods") OptimMethod method, @ForAll("orders") List<Integer> order) {
    List<MethodPart> choices =
        List.of(method.estimator(), method.rule(), method.stepSize(), method.average());
    List<String> texts = new ArrayList<>();
    order.forEach(i -> texts.add(MethodText.print(choices.get(i))));
    assertThat(OptimMethod.parse(String.join(" + ", texts))).isEqualTo(method);
    assertThat(OptimMethod.parse(String.join("+", texts).replace(" ", ""))).isEqualTo(method);
  }

  @Property(seed = "2025", edgeCases = EdgeCasesMode.NONE)
  void parse_settingsInOrderWithoutNames_isTheSame(@ForAll("methods") OptimMethod method) {
    String named = method.toString();
    assertThat(OptimMethod.parse(named.replaceAll("\\w+=", ""))).isEqualTo(method);
  }

  /** Each setting alone decides nothing else: named settings in the opposite order. */
  @Property(seed = "2026", edgeCases = EdgeCasesMode.NONE)
  void parse_namedSettingsInTheOppositeOrder_isTheSame(@ForAll("methods") OptimMethod method) {
    for (MethodPart choice :
        List.of(method.estimator(), method.rule(), method.stepSize(), method.average())) {
      List<String> settings = new ArrayList<>();
      for (RecordComponent component : choice.getClass().getRecordComponents()) {
        settings.add(0, component.getName() + "=" + printed(choice, component));
      }
      String text = "%s(%s)".formatted(MethodText.name(choice), String.join(", ", settings));
      MethodParts expected = MethodText.parse(MethodText.print(choice));
      assertThat(MethodText.parse(text)).isEqualTo(expected);
    }
  }

  private static String printed(MethodPart choice, RecordComponent component) {
    Object value = MethodText.value(component, choice);
    if (value instanceof MethodPart inner) {
      return MethodText.print(inner);
    }
    return value instanceof Enum<?> constant ? MethodText.name(constant) : String.valueOf(value);
  }

  /** The properties would mean little if a setting never moved. */
  @Example
  void settings_ofEveryChoice_areDrawnApart() {
    DrawnSettings settings = new DrawnSettings(5, Long.MAX_VALUE);
    for (MethodPart choice : Registry.defaults().values()) {
      for (RecordComponent component : choice.getClass().getRecordComponents()) {
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < MANY && seen.size() < 2; i++) {
          seen.add(DrawnSettings.value(settings.like(choice), component).toString());
        }
        assertThat(seen)
            .as("values of %s, %s", MethodText.name(choice), component.getName())
            .hasSizeGreaterThan(1);
      }
    }
  }

  @Provide
  Arbitrary<List<Integer>> orders() {
    return Arbitraries.shuffle(0, 1, 2, 3);
  }

  /** Four random choices with random settings, drawn again until they fit. */
  @Provide
  Arbitrary<OptimMethod> methods() {
    return Arbitraries.longs().withoutEdgeCases().map(MethodTextProperties::method);
  }

  private static OptimMethod method(long seed) {
    DrawnSettings settings = new DrawnSettings(seed, Long.MAX_VALUE);
    while (true) {
      try {
        return new OptimMethod(
            any(settings, GradientEstimator.class),
            any(settings, UpdateRule.class),
            any(settings, StepSize.class),
            any(settings, IterateAverage.class));
      } catch (IllegalArgumentException e) {
        continue;
      }
    }
  }

  private static <T extends MethodPart> T any(DrawnSettings settings, Class<T> kind) {
    return kind.cast(settings.like(settings.one(Registry.of(kind))));
  }
}
