// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RowOrderTest {
  private static final long SEED = 9;
  private static final int SHARD = 2;
  private static final int ROWS = 16;

  private record Place(int block, int row) {}

  private static List<Block> blocks(int... rows) {
    List<Block> blocks = new ArrayList<>();
    for (int count : rows) {
      int[] offsets = new int[count + 1];
      double[] none = new double[0];
      blocks.add(
          new Block(SHARD, blocks.size(), 1, new double[count], null, offsets, new int[0], none));
    }
    return blocks;
  }

  /** Blocks of 16 rows in all. */
  private static RowOrder order(long seed, int shard) {
    return new RowOrder(blocks(5, 3, 7, 1), seed, shard);
  }

  private static Place place(RowOrder order) {
    return new Place(order.block().index, order.row());
  }

  private static List<Place> epoch(RowOrder order, long epoch) {
    List<Place> places = new ArrayList<>();
    for (order.seek(epoch, 0); order.block() != null; order.advance()) {
      places.add(place(order));
    }
    return places;
  }

  @Test
  void epoch_everyRow_isVisitedOnce() {
    RowOrder order = order(SEED, SHARD);
    for (long epoch = 0; epoch < 20; epoch++) {
      List<Place> places = epoch(order, epoch);
      Set<Place> expected = new HashSet<>();
      for (Block block : blocks(5, 3, 7, 1)) {
        for (int row = 0; row < block.rows(); row++) {
          expected.add(new Place(block.index, row));
        }
      }
      assertThat(places).hasSize(ROWS);
      assertThat(new HashSet<>(places)).isEqualTo(expected);
    }
  }

  @Test
  void seek_anySlotAnyTime_isThatSlotOfTheEpoch() {
    RowOrder walked = order(SEED, SHARD);
    List<List<Place>> epochs = List.of(epoch(walked, 0), epoch(walked, 1), epoch(walked, 2));
    RowOrder jumping = order(SEED, SHARD);
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      int epoch = random.nextInt(3);
      int slot = random.nextInt(ROWS);
      jumping.seek(epoch, slot);
      assertThat(place(jumping)).isEqualTo(epochs.get(epoch).get(slot));
      if (random.nextBoolean() && slot + 1 < ROWS) {
        jumping.advance();
        assertThat(place(jumping)).isEqualTo(epochs.get(epoch).get(slot + 1));
      }
    }
  }

  @Test
  void block_pastTheEnd_isNullUntilTheNextSeek() {
    RowOrder order = order(SEED, SHARD);
    order.seek(0, ROWS - 1);
    assertThat(order.block()).isNotNull();
    order.advance();
    assertThat(order.block()).isNull();
    order.advance();
    assertThat(order.block()).isNull();
    order.seek(0, ROWS);
    assertThat(order.block()).isNull();
    order.seek(0, 3);
    assertThat(place(order)).isEqualTo(epoch(order(SEED, SHARD), 0).get(3));
  }

  @Test
  void epoch_sameSettings_isTheSameOrder() {
    assertThat(epoch(order(SEED, SHARD), 4)).isEqualTo(epoch(order(SEED, SHARD), 4));
  }

  @Test
  void epoch_otherEpochShardOrSeed_isAnotherOrder() {
    List<Place> first = epoch(order(SEED, SHARD), 0);
    assertThat(epoch(order(SEED, SHARD), 1)).isNotEqualTo(first);
    assertThat(epoch(order(SEED, SHARD + 1), 0)).isNotEqualTo(first);
    assertThat(epoch(order(SEED + 1, SHARD), 0)).isNotEqualTo(first);
  }

  @Test
  void epoch_blocks_areNotInterleaved() {
    RowOrder order = order(SEED, SHARD);
    for (long epoch = 0; epoch < 20; epoch++) {
      List<Integer> visited = new ArrayList<>();
      for (Place place : epoch(order, epoch)) {
        if (visited.isEmpty() || visited.get(visited.size() - 1) != place.block()) {
          visited.add(place.block());
        }
      }
      assertThat(visited).containsExactlyInAnyOrder(0, 1, 2, 3);
    }
  }

  @Test
  void epochs_together_shuffleBlocksAndRows() {
    RowOrder order = order(SEED, SHARD);
    Set<Integer> firstBlocks = new HashSet<>();
    Set<Integer> firstRows = new HashSet<>();
    for (long epoch = 0; epoch < 60; epoch++) {
      List<Place> places = epoch(order, epoch);
      firstBlocks.add(places.get(0).block());
      firstRows.add(places.stream().filter(place -> place.block() == 2).findFirst().get().row());
    }
    assertThat(firstBlocks).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(firstRows).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
  }

  /** Equal blocks must not be shuffled alike. */
  @Test
  void epoch_blocksOfOneSize_haveDifferentRowOrders() {
    RowOrder order = new RowOrder(blocks(20, 20), SEED, SHARD);
    List<Integer> first = new ArrayList<>();
    List<Integer> second = new ArrayList<>();
    for (Place place : epoch(order, 0)) {
      (place.block() == 0 ? first : second).add(place.row());
    }
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void epoch_noBlocks_isEmpty() {
    assertThat(epoch(new RowOrder(List.of(), SEED, SHARD), 0)).isEmpty();
  }

  @Test
  void epoch_emptyBlocks_arePassedOver() {
    RowOrder order = new RowOrder(blocks(0, 2, 0, 0, 3, 0), SEED, SHARD);
    for (long epoch = 0; epoch < 10; epoch++) {
      List<Place> places = epoch(order, epoch);
      assertThat(places).hasSize(5);
      assertThat(new HashSet<>(places)).hasSize(5);
      assertThat(Collections.max(places.stream().map(Place::block).toList())).isEqualTo(4);
    }
  }
}
