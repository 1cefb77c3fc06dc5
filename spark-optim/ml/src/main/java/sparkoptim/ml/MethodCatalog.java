// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.MethodPart;
import sparkoptim.core.MethodRegistry;
import sparkoptim.core.MethodText;
import sparkoptim.core.Schedule;
import sparkoptim.core.StepSize;
import sparkoptim.core.UpdateRule;

/**
 * Prints the parts of methods as JSON: name, kind, settings with their types and defaults. The
 * Python package's constructors are generated from it.
 */
public final class MethodCatalog {
  private MethodCatalog() {}

  /**
   * Prints the catalog to standard output.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    System.out.println(json());
  }

  /** Returns the catalog: an array with an object for each part that this library brings. */
  static String json() {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode parts = mapper.createArrayNode();
    MethodRegistry.here()
        .defaults()
        .forEach(
            (name, part) -> {
              if (part.getClass().getPackageName().startsWith(Schedule.class.getPackageName())) {
                describe(parts.addObject(), name, part);
              }
            });
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(parts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree of texts can be written
    }
  }

  private static void describe(ObjectNode node, String name, MethodPart part) {
    node.put("name", name);
    node.put("kind", kind(part.getClass()));
    node.put("class", part.getClass().getName());
    ArrayNode settings = node.putArray("settings");
    String text = MethodText.print(part);
    int at = 0;
    for (RecordComponent component : part.getClass().getRecordComponents()) {
      ObjectNode setting = settings.addObject();
      setting.put("name", component.getName());
      setting.put("type", type(component.getType()));
      if (component.getType().isEnum()) {
        ArrayNode choices = setting.putArray("choices");
        for (Object choice : component.getType().getEnumConstants()) {
          choices.add(choice.toString().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
      }
      int from = text.indexOf(component.getName() + "=", at) + component.getName().length() + 1;
      at = endOfSetting(text, from);
      setting.put("default", text.substring(from, at));
    }
  }

  /** Where a setting that begins at an index ends; commas and brackets may be nested in it. */
  private static int endOfSetting(String text, int from) {
    int depth = 0;
    int to = from;
    while (depth > 0 || (text.charAt(to) != ',' && text.charAt(to) != ')')) {
      char c = text.charAt(to++);
      depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    }
    return to;
  }

  private static String kind(Class<?> type) {
    if (Schedule.class.isAssignableFrom(type)) {
      return "schedule";
    }
    if (StepSize.class.isAssignableFrom(type)) {
      return "step size";
    }
    if (UpdateRule.class.isAssignableFrom(type)) {
      return "update rule";
    }
    if (GradientEstimator.class.isAssignableFrom(type)) {
      return "gradient estimator";
    }
    if (IterateAverage.class.isAssignableFrom(type)) {
      return "average";
    }
    throw new IllegalStateException("no kind of part: " + type.getName());
  }

  private static String type(Class<?> type) {
    if (type == double.class) {
      return "number";
    }
    if (type == long.class) {
      return "integer";
    }
    if (type == boolean.class) {
      return "yes or no";
    }
    if (type == List.class) {
      return "integers";
    }
    return type.isEnum() ? "choice" : kind(type);
  }
}
