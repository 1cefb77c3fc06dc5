// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The textual form of a kind of layer.
 *
 * @param settings in their order
 * @param make the layer of their values
 */
record LayerForm(List<Setting> settings, Function<double[], Layer> make) {

  /**
   * A number of a layer.
   *
   * @param whole whether it is an integer
   * @param fallback where it is not given; null where it has to be, NaN for the setting before it
   */
  record Setting(String name, boolean whole, Double fallback) {
    static Setting needed(String name) {
      return new Setting(name, true, null);
    }

    static Setting optional(String name, double fallback) {
      return new Setting(name, true, fallback);
    }

    static Setting real(String name) {
      return new Setting(name, false, null);
    }
  }

  /** All kinds by name. */
  static final Map<String, LayerForm> ALL = all();

  private static Map<String, LayerForm> all() {
    Setting outputs = Setting.needed("outputs");
    Setting stride = Setting.optional("stride", 1);
    Setting stepOfSize = Setting.optional("stride", Double.NaN);
    Map<String, LayerForm> all = new LinkedHashMap<>();
    all.put(
        "conv",
        new LayerForm(
            List.of(outputs, Setting.needed("kernel"), stride, Setting.optional("pad", 0)),
            v -> new Convolution((int) v[0], (int) v[1], (int) v[2], (int) v[3])));
    all.put(
        "pool",
        new LayerForm(
            List.of(Setting.needed("size"), stepOfSize),
            v -> new Pool(false, (int) v[0], (int) v[1])));
    all.put(
        "avgpool",
        new LayerForm(
            List.of(Setting.optional("size", 0), stepOfSize),
            v -> new Pool(true, (int) v[0], (int) v[1])));
    all.put("dense", new LayerForm(List.of(outputs), v -> new Dense((int) v[0])));
    for (ActivationLayer activation : ActivationLayer.values()) {
      all.put(activation.toString(), new LayerForm(List.of(), v -> activation));
    }
    all.put("dropout", new LayerForm(List.of(Setting.real("probability")), v -> new Dropout(v[0])));
    all.put("batchnorm", new LayerForm(List.of(), v -> new BatchNorm()));
    all.put(
        "residual",
        new LayerForm(List.of(outputs, stride), v -> new Residual((int) v[0], (int) v[1])));
    all.put("layernorm", new LayerForm(List.of(), v -> new LayerNorm()));
    all.put(
        "embedding",
        new LayerForm(
            List.of(Setting.needed("words"), outputs), v -> new Embedding((int) v[0], (int) v[1])));
    for (Recurrent.Kind kind : Recurrent.Kind.values()) {
      all.put(
          kind.toString(),
          new LayerForm(
              List.of(outputs, Setting.optional("sequence", 0)),
              v -> new Recurrent(kind, (int) v[0], (int) v[1])));
    }
    all.put(
        "attention",
        new LayerForm(List.of(Setting.needed("heads")), v -> new Attention((int) v[0])));
    all.put("scale", new LayerForm(List.of(Setting.real("factor")), v -> new Scale(v[0])));
    return Map.copyOf(all);
  }

  /** Returns the usage, as in {@code conv(outputs, kernel, stride=1, pad=0)}. */
  String usage(String name) {
    if (settings.isEmpty()) {
      return name;
    }
    List<String> shown =
        settings.stream()
            .map(
                setting ->
                    setting.fallback == null
                        ? setting.name
                        : setting.name
                            + "="
                            + (setting.fallback.isNaN() ? "size" : setting.fallback.intValue()))
            .toList();
    return name + "(" + String.join(", ", shown) + ")";
  }
}
