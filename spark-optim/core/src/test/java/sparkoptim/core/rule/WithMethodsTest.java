// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code with...} methods of settings records change what they name, and nothing else. */
class WithMethodsTest {
  static Stream<Record> rules() {
    return Stream.of(
        Adam.DEFAULT,
        AdamW.DEFAULT,
        RmsProp.DEFAULT,
        Adagrad.DEFAULT,
        ScheduleFreeSgd.DEFAULT,
        ScheduleFreeAdamW.DEFAULT,
        StepTunedSgd.DEFAULT);
  }

  private static Map<String, Object> settings(Record rule) throws ReflectiveOperationException {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (RecordComponent component : rule.getClass().getRecordComponents()) {
      settings.put(component.getName(), component.getAccessor().invoke(rule));
    }
    return settings;
  }

  private static Object other(Object value) {
    if (value instanceof Double number) {
      return number == 0 ? 0.5 : number / 2;
    } else if (value instanceof Long number) {
      return number + 1;
    } else if (value instanceof Boolean flag) {
      return !flag;
    }
    Enum<?> constant = (Enum<?>) value;
    List<?> constants = List.of(constant.getDeclaringClass().getEnumConstants());
    return constants.get((constants.indexOf(constant) + 1) % constants.size());
  }

  private static List<Method> withMethods(Record rule) {
    return Arrays.stream(rule.getClass().getMethods())
        .filter(method -> method.getName().startsWith("with"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void with_changesWhatItNames_andNothingElse(Record rule) throws ReflectiveOperationException {
    Map<String, Object> before = settings(rule);
    List<String> named = new ArrayList<>();
    for (Method method : withMethods(rule)) {
      List<Object> arguments = new ArrayList<>();
      Map<String, Object> expected = new LinkedHashMap<>(before);
      for (String name : names(method, before)) {
        arguments.add(other(before.get(name)));
        expected.put(name, other(before.get(name)));
        named.add(name);
      }
      Record changed = (Record) method.invoke(rule, arguments.toArray());
      assertThat(settings(changed)).as(method.getName()).isEqualTo(expected);
    }
    assertThat(named).containsExactlyInAnyOrderElementsOf(before.keySet());
  }

  /** A range has two settings; all other methods have the one of their name. */
  private static List<String> names(Method method, Map<String, Object> settings) {
    Parameter[] parameters = method.getParameters();
    if (parameters.length == 2) {
      return List.of("min", "max");
    }
    String name = method.getName().substring("with".length());
    return settings.keySet().stream().filter(name::equalsIgnoreCase).toList();
  }
}
