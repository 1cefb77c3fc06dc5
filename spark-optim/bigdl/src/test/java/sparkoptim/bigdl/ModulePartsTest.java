// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import sparkoptim.core.network.NetworkPart;
import sparkoptim.core.network.NetworkParts;
import sparkoptim.core.network.UntrainedNetwork;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

class ModulePartsTest {
  private static List<Integer> counts(List<NetworkPart> parts) {
    return parts.stream().map(NetworkPart::count).toList();
  }

  /** One module, by its text and by its file: the same tensors in the same order. */
  @Test
  void parts_ofAFile_areThoseOfItsTextByOtherNames() {
    Shape input = Shape.of(2, 8, 8);
    NetworkText text =
        NetworkText.parse("conv(4, 3) batchnorm relu residual(6, 2) dense(5) tanh dense(3)", 3);
    BigdlBackend backend = new BigdlBackend();
    UntrainedNetwork made = backend.untrained(text, input, 1);
    NetworkParts named = made.parts();
    assertThat(named).isEqualTo(NetworkParts.of(text, input));
    assertThat(named.dimension()).isEqualTo(made.point().length);
    int statistics = counts(named.statistics()).stream().mapToInt(count -> count).sum();
    byte[] file = made.trained(made.point(), new double[statistics]).file();
    NetworkParts read = backend.untrained(file, "net.bigdl", input, false).parts();
    assertThat(counts(read.parameters())).isEqualTo(counts(named.parameters()));
    assertThat(counts(read.statistics())).isEqualTo(counts(named.statistics()));
    assertThat(read.parameters().stream().map(NetworkPart::name))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z]+[0-9]+\\.(weight|bias)"));
  }
}
