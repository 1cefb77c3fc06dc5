// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.MethodPart;
import sparkoptim.core.MethodText;
import sparkoptim.core.Registry;
import sparkoptim.core.testing.DrawnSettings;

/** The settings of every registered choice: taken or refused by name, and never changed later. */
final class DrawnSettingsTest {
  static Stream<Arguments> settings() {
    return Registry.defaults().values().stream()
        .flatMap(
            choice ->
                Stream.of(choice.getClass().getRecordComponents())
                    .map(
                        component ->
                            Arguments.of(
                                MethodText.name(choice), component.getName(), choice, component)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("settings")
  void setting_anyValue_isTakenOrRefusedByName(
      String name, String setting, MethodPart choice, RecordComponent component) {
    for (Object value : DrawnSettings.extremes(component)) {
      Throwable refused = catchThrowable(() -> DrawnSettings.with(choice, component, value));
      if (refused != null) {
        assertThat(refused)
            .as("%s: %s = %s", name, setting, value)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith(name + ": ")
            .hasMessageContaining(setting)
            .hasMessageContaining(", was ");
      } else {
        MethodPart taken = DrawnSettings.with(choice, component, value);
        assertThat(DrawnSettings.value(taken, component)).isEqualTo(value);
      }
    }
  }

  static Stream<Arguments> references() {
    return settings()
        .filter(arguments -> !((RecordComponent) arguments.get()[3]).getType().isPrimitive());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("references")
  void reference_null_isRefused(
      String name, String setting, MethodPart choice, RecordComponent component) {
    assertThatThrownBy(() -> DrawnSettings.with(choice, component, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + ": " + setting)
        .hasMessageEndingWith(", was null");
  }

  static Stream<Arguments> numbers() {
    return settings()
        .filter(arguments -> ((RecordComponent) arguments.get()[3]).getType() == double.class);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("numbers")
  void number_notANumber_isRefused(
      String name, String setting, MethodPart choice, RecordComponent component) {
    assertThatThrownBy(() -> DrawnSettings.with(choice, component, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + ": ")
        .hasMessageContaining(setting)
        .hasMessageContaining("NaN");
  }

  @Test
  void list_changedAfterwards_changesNoSetting() {
    for (MethodPart choice : Registry.defaults().values()) {
      for (RecordComponent component : choice.getClass().getRecordComponents()) {
        if (component.getType() == List.class) {
          List<Object> given = new ArrayList<>((List<?>) DrawnSettings.value(choice, component));
          MethodPart taken = DrawnSettings.with(choice, component, given);
          given.add(Long.MAX_VALUE);
          assertThat(taken).isEqualTo(choice);
          List<?> held = (List<?>) DrawnSettings.value(taken, component);
          assertThatThrownBy(held::clear).isInstanceOf(UnsupportedOperationException.class);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("settings")
  void setting_anyType_hasATextualForm(
      String name, String setting, MethodPart choice, RecordComponent component) {
    Class<?> type = component.getType();
    assertThat(
            type == double.class
                || type == long.class
                || type == boolean.class
                || type == List.class
                || type.isEnum()
                || MethodPart.class.isAssignableFrom(type))
        .as("%s: %s is a %s", name, setting, type)
        .isTrue();
  }
}
