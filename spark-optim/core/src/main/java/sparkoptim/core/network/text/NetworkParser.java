// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import sparkoptim.core.DidYouMean;
import sparkoptim.core.PlainText;

/** Reads the textual form of {@link NetworkText}. */
final class NetworkParser {
  private final String text;
  private final int outputs;
  private final List<Layer> layers = new ArrayList<>();
  private int at;

  NetworkParser(String text, int outputs) {
    this.text = text;
    this.outputs = outputs;
  }

  List<Layer> layers() {
    skipSpaces();
    while (at < text.length()) {
      String name = word();
      if (Architectures.names().contains(name)) {
        layers.addAll(new NetworkParser(Architectures.text(name, outputs), outputs).layers());
      } else {
        layers.add(layer(name));
      }
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("network: must have layers, was \"" + text + "\"");
    }
    return layers;
  }

  private Layer layer(String name) {
    LayerForm form = LayerForm.ALL.get(name);
    if (form == null) {
      Set<String> known = new HashSet<>(LayerForm.ALL.keySet());
      known.addAll(Architectures.names());
      throw error("unknown layer \"%s\"; %s".formatted(name, DidYouMean.hint(name, known)));
    }
    double[] values = new double[form.settings().size()];
    boolean[] set = new boolean[values.length];
    if (accept('(') && !accept(')')) {
      settings(name, form, values, set);
    }
    for (int i = 0; i < values.length; i++) {
      if (!set[i]) {
        values[i] = fallback(name, form, values, i);
      }
    }
    try {
      return form.make().apply(values);
    } catch (IllegalArgumentException e) {
      throw error(name + ": " + e.getMessage(), e);
    }
  }

  private void settings(String name, LayerForm form, double[] values, boolean[] set) {
    int next = 0;
    do {
      String word = word();
      int index = next;
      if (accept('=')) {
        index = index(name, form, word);
        word = word();
      }
      if (index >= values.length) {
        throw error(PlainText.of("%s takes at most %d settings", form.usage(name), values.length));
      }
      if (set[index]) {
        throw error("%s: %s is set twice".formatted(name, form.settings().get(index).name()));
      }
      values[index] = number(name, form.settings().get(index), word);
      set[index] = true;
      next = index + 1;
    } while (accept(','));
    if (!accept(')')) {
      throw error("expected , or )");
    }
  }

  private double fallback(String name, LayerForm form, double[] values, int index) {
    LayerForm.Setting setting = form.settings().get(index);
    if (setting.fallback() == null) {
      throw error("%s: %s must be given".formatted(form.usage(name), setting.name()));
    }
    return setting.fallback().isNaN() ? values[index - 1] : setting.fallback();
  }

  private int index(String name, LayerForm form, String setting) {
    List<String> known = form.settings().stream().map(LayerForm.Setting::name).toList();
    int index = known.indexOf(setting);
    if (index < 0) {
      throw error(
          "%s: unknown setting %s; %s".formatted(name, setting, DidYouMean.hint(setting, known)));
    }
    return index;
  }

  private double number(String name, LayerForm.Setting setting, String word) {
    try {
      return setting.whole() ? Integer.parseInt(word) : Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw error(
          "%s: %s must be %s, was %s"
              .formatted(name, setting.name(), setting.whole() ? "an integer" : "a number", word),
          e);
    }
  }

  private String word() {
    int start = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    if (at == start) {
      String found = at == text.length() ? "the end" : "\"" + text.charAt(at) + "\"";
      throw error("expected a name or a number, found " + found);
    }
    String word = text.substring(start, at);
    skipSpaces();
    return word;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '+' || c == '_';
  }

  private boolean accept(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      skipSpaces();
      return true;
    }
    return false;
  }

  private void skipSpaces() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException error(String message, Throwable... causes) {
    String place = PlainText.of("network: layer %d: %s", layers.size() + 1, message);
    return new IllegalArgumentException(
        "%s, in \"%s\"".formatted(place, text), Arrays.stream(causes).findFirst().orElse(null));
  }
}
