// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.Container;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import scala.collection.JavaConverters;
import sparkoptim.core.network.NetworkParts;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/**
 * The tensors of a module by name. BigDL's own names of layers are random unless somebody gave
 * them: layers of a file are counted, as in {@code linear3.weight}.
 */
final class ModuleParts {
  private static final List<String> MEMBERS = List.of("weight", "bias");

  private final NetworkParts.Builder parts = new NetworkParts.Builder();
  private int layers;

  private ModuleParts() {}

  /**
   * Returns the parts of a module.
   *
   * @param text its layers, or the name of the file that it came from
   */
  static NetworkParts of(AbstractModule<?, ?, Float> module, Shape input, String text) {
    if (!NetworkText.isFile(text)) {
      return NetworkParts.of(NetworkText.parse(text, 1), input);
    }
    ModuleParts made = new ModuleParts();
    made.add(module);
    Tensor<Float>[] statistics = module.getExtraParameter();
    for (int i = 0; statistics != null && i < statistics.length; i++) {
      made.parts.statistic("statistic" + (i + 1), sizes(statistics[i]));
    }
    return made.parts.parts();
  }

  private void add(AbstractModule<?, ?, Float> module) {
    if (module instanceof Container<?, ?, Float> container) {
      JavaConverters.seqAsJavaList(container.modules()).forEach(this::add);
      return;
    }
    layers++;
    if (module.parameters() == null) {
      return;
    }
    Tensor<Float>[] tensors = module.parameters()._1();
    String name = module.getClass().getSimpleName().toLowerCase(Locale.ROOT) + layers + ".";
    for (int i = 0; i < tensors.length; i++) {
      String member = i < MEMBERS.size() ? MEMBERS.get(i) : String.valueOf(i + 1);
      parts.parameter(name + member, sizes(tensors[i]));
    }
  }

  private static List<Long> sizes(Tensor<Float> tensor) {
    return Arrays.stream(tensor.size()).mapToObj(size -> (long) size).toList();
  }
}
