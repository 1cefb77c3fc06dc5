// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import sparkoptim.core.data.Block;

class LabelMomentsTest {
  private static final double ROUNDING = 1e-12;

  private static LabelMoments of(double... labels) {
    return LabelMoments.of(
        List.of(new Block(0, 0, 1, labels, null, null, null, new double[labels.length])));
  }

  @Test
  void merge_ofParts_isThatOfAll() {
    LabelMoments all = of(1e6 + 1, 1e6 + 2, 1e6 + 4, 1e6 + 9);
    LabelMoments merged = of(1e6 + 1).merge(of()).merge(of(1e6 + 2, 1e6 + 4, 1e6 + 9));
    assertThat(all.mean()).isCloseTo(1e6 + 4, within(1e6 * ROUNDING));
    assertThat(all.deviation()).isCloseTo(Math.sqrt(9.5), within(1e6 * ROUNDING));
    assertThat(merged.mean()).isCloseTo(all.mean(), within(1e6 * ROUNDING));
    assertThat(merged.deviation()).isCloseTo(all.deviation(), within(1e6 * ROUNDING));
  }

  @Test
  void deviation_ofEqualLabels_isOne() {
    assertThat(of(3, 3, 3).deviation()).isEqualTo(1);
  }
}
