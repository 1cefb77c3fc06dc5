// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HypercubeTest {
  private static Hypercube[] all(int nodes) {
    return IntStream.range(0, nodes)
        .mapToObj(node -> new Hypercube(nodes, node))
        .toArray(Hypercube[]::new);
  }

  @Test
  void companion_anyNumberOfNodes_pairsNeighboursOnce() {
    for (int nodes = 2; nodes <= 70; nodes++) {
      Hypercube[] all = all(nodes);
      int leaders = 0;
      for (int node = 0; node < nodes; node++) {
        int companion = all[node].companion();
        leaders += all[node].leads() ? 1 : 0;
        if (companion >= 0) {
          assertThat(all[companion].companion()).isEqualTo(node);
          assertThat(all[companion].leads()).isNotEqualTo(all[node].leads());
          assertThat(Math.abs(companion - node)).isEqualTo(1);
        } else {
          assertThat(all[node].leads()).isTrue();
        }
      }
      assertThat(leaders).isEqualTo(Integer.highestOneBit(nodes));
    }
  }

  @Test
  void partner_everyLevel_isMutualAndOfTheNeighbouringBlock() {
    for (int nodes = 2; nodes <= 70; nodes++) {
      Hypercube[] all = all(nodes);
      for (Hypercube one : all) {
        for (int level = 0; one.leads() && level < one.levels(); level++) {
          Hypercube other = all[one.partner(level)];
          assertThat(other.leads()).isTrue();
          assertThat(all[other.partner(level)]).isSameAs(one);
          assertThat(other.block(level)).isEqualTo(one.block(level) ^ 1);
          assertThat(other.isLower(level)).isNotEqualTo(one.isLower(level));
        }
      }
    }
  }
}
