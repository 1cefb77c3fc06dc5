// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sparkoptim.core.DidYouMean;

/** Reads gates: {@code name(argument, ..., key = value, ...)}. */
public final class GateText {
  private static final Pattern FORM = Pattern.compile("\\s*([a-z-]+)\\s*(?:\\((.*)\\))?\\s*");
  private static final List<String> NAMES =
      List.of(
          "better",
          "not-worse",
          "at-least",
          "at-most",
          "better-than-constant",
          "calibration",
          "changed",
          "weights");
  private static final String SLICE = "slice";

  private final String text;
  private final String name;
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> named = new LinkedHashMap<>();

  private GateText(String text) {
    this.text = text;
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          text + " is no gate: it must look like not-worse(logLoss, 0.005)");
    }
    name = form.group(1);
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "unknown gate " + name + "; " + DidYouMean.hint(name, NAMES));
    }
    if (form.group(2) != null) {
      for (String part : form.group(2).split(",", -1)) {
        add(part.strip());
      }
    }
  }

  private void add(String part) {
    int equals = part.indexOf('=');
    if (part.isEmpty()) {
      throw new IllegalArgumentException(text + ": an argument is empty");
    }
    if (equals < 0) {
      arguments.add(part);
    } else {
      named.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
    }
  }

  /**
   * Returns the gate of a text.
   *
   * @throws IllegalArgumentException naming the text and what is wrong with it
   */
  public static Gate parse(String text) {
    return new GateText(text).gate();
  }

  private Gate gate() {
    Gate gate =
        switch (name) {
          case "better" -> new DifferenceGate(true, metric(), number(1, "delta", 0.0), scope());
          case "not-worse" ->
              new DifferenceGate(false, metric(), number(1, "margin", null), scope());
          case "at-least" -> new FigureGate(true, metric(), number(1, "value", null), scope());
          case "at-most" -> new FigureGate(false, metric(), number(1, "value", null), scope());
          case "better-than-constant" -> new ConstantGate();
          case "calibration" -> new CalibrationGate(positive(0, "tolerance"));
          case "changed" -> new ChangedGate(positive(0, "at-most"));
          default -> new WeightsGate(positive(0, "at-most"));
        };
    refuseRest(
        switch (name) {
          case "better-than-constant" -> 0;
          case "calibration", "changed", "weights" -> 1;
          default -> 2;
        });
    return gate;
  }

  private void refuseRest(int most) {
    if (arguments.size() > most) {
      throw new IllegalArgumentException(
          text + ": " + arguments.get(most) + " is one argument too many");
    }
    if (!named.isEmpty()) {
      throw new IllegalArgumentException(
          text + ": " + name + " has no argument " + named.keySet().iterator().next());
    }
  }

  private ComparedMetric metric() {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException(text + ": a metric is missing, such as logLoss");
    }
    try {
      return ComparedMetric.named(arguments.get(0));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(text + ": " + e.getMessage(), e);
    }
  }

  private Scope scope() {
    String slice = named.remove(SLICE);
    return slice == null ? Scope.ALL_ROWS : new Scope(slice);
  }

  private double positive(int place, String key) {
    double value = number(place, key, null);
    if (!(value > 0)) {
      throw new IllegalArgumentException(text + ": " + key + " must be above 0, was " + value);
    }
    return value;
  }

  /**
   * @param otherwise the default; null where there is none
   */
  private double number(int place, String key, Double otherwise) {
    String value = named.remove(key);
    if (value == null && arguments.size() > place) {
      value = arguments.get(place);
    }
    if (value == null) {
      if (otherwise == null) {
        throw new IllegalArgumentException(text + ": " + key + " is missing, a number");
      }
      return otherwise;
    }
    try {
      double number = Double.parseDouble(value);
      if (Double.isFinite(number) && (number >= 0 || name.startsWith("at-"))) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(text + ": " + key + " must be a number, was " + value, e);
    }
    throw new IllegalArgumentException(
        text + ": " + key + " must be a number of at least 0, was " + value);
  }
}
