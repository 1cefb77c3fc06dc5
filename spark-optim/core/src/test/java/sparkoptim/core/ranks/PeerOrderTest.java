// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PeerOrderTest {
  /** Nodes go through their lists at once: whoever is first in each other's list meets. */
  @Test
  void of_anyNumberOfNodes_allPairsMeetAndNobodyWaitsInARing() {
    for (int nodes = 1; nodes <= 9; nodes++) {
      List<int[]> lists = new ArrayList<>();
      for (int node = 0; node < nodes; node++) {
        lists.add(PeerOrder.of(nodes, node));
        assertThat(lists.get(node)).hasSize(nodes - 1).doesNotContain(node).doesNotHaveDuplicates();
      }
      int[] at = new int[nodes];
      int met = 0;
      for (boolean moved = true; moved; ) {
        moved = false;
        for (int node = 0; node < nodes; node++) {
          int peer = at[node] < nodes - 1 ? lists.get(node)[at[node]] : -1;
          if (peer >= 0 && at[peer] < nodes - 1 && lists.get(peer)[at[peer]] == node) {
            at[node]++;
            at[peer]++;
            met++;
            moved = true;
          }
        }
      }
      assertThat(met).isEqualTo(nodes * (nodes - 1) / 2);
    }
  }
}
