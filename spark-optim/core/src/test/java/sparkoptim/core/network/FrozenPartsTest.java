// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

final class FrozenPartsTest {
  private static final NetworkParts PARTS =
      NetworkParts.of(
          NetworkText.parse("conv(4, 3, pad=1) relu residual(4) residual(4) dense(2)", 2),
          new Shape(List.of(1, 6, 6)));

  private static List<String> frozen(String patterns) {
    boolean[] frozen = FrozenParts.parse(patterns).of(PARTS);
    return PARTS.parameters().stream()
        .filter(part -> frozen[part.from()])
        .map(NetworkPart::name)
        .toList();
  }

  /** Names of a block's tensors have an underscore where those of modules have a dot. */
  @ParameterizedTest
  @CsvSource({"residual3, residual3", "res*3, residual3", "'residual*, !residual4', residual3"})
  void residual_byItsName_isTheWholeBlock(String patterns, String block) {
    assertThat(frozen(patterns))
        .containsExactly(
            block + "_conv1.weight",
            block + "_batchnorm1.weight",
            block + "_batchnorm1.bias",
            block + "_conv2.weight",
            block + "_batchnorm2.weight",
            block + "_batchnorm2.bias");
  }

  @Test
  void residual_aModuleInIt_isThatAlone() {
    assertThat(frozen("residual3_conv1")).containsExactly("residual3_conv1.weight");
    assertThatIllegalArgumentException().isThrownBy(() -> frozen("residual"));
    assertThatIllegalArgumentException().isThrownBy(() -> frozen("residual3_conv"));
  }
}
