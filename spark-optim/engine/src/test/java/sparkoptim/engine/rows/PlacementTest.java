// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sparkoptim.engine.LocalSpark;

class PlacementTest {
  private static List<String> places(Placement placement, int shards) {
    return IntStream.range(0, shards)
        .mapToObj(shard -> String.join("", placement.of(shard, shards)))
        .toList();
  }

  @Test
  void of_moreShardsThanExecutors_givesEachNeighbours() {
    Placement three = new Placement(List.of("a", "b", "c"));
    assertThat(places(three, 8)).containsExactly("a", "a", "a", "b", "b", "b", "c", "c");
  }

  @Test
  void of_fewerShardsThanExecutors_spreadsThem() {
    Placement four = new Placement(List.of("a", "b", "c", "d"));
    assertThat(places(four, 2)).containsExactly("a", "c");
  }

  @Test
  void ofNow_localMaster_hasNoWishes() {
    assertThat(LocalSpark.context().isLocal()).isTrue();
    assertThat(Placement.ofNow().of(0, 4)).isEmpty();
  }
}
