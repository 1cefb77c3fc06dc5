package sparkoptim.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.storage.StorageLevel;
import sparkoptim.core.data.Block;

/**
 * The rows of a fit in shards: partition s of the RDD holds the blocks of shard s. They stay
 * cached, on disk where memory runs out, until {@link #close}.
 */
public final class Shards implements AutoCloseable {
  private final JavaRDD<Block> blocks;
  private final int count;

  Shards(JavaRDD<Block> blocks, int count) {
    this.blocks = blocks.setName("sparkoptim shards").persist(StorageLevel.MEMORY_AND_DISK());
    this.count = count;
  }

  /** Number of shards, a power of two. */
  public int count() {
    return count;
  }

  /** What a function makes of every shard's number and blocks, in the order of the shards. */
  public <T> List<T> collect(Function2<Integer, List<Block>, T> function) {
    return blocks
        .mapPartitionsWithIndex(
            (shard, content) -> List.of(function.call(shard, inOrder(content))).iterator(), true)
        .collect();
  }

  /** Shards of changed blocks. */
  public Shards map(Function<Block, Block> function) {
    return new Shards(blocks.map(function), count);
  }

  /**
   * Runs one task over all shards, which gets their blocks shard by shard.
   *
   * @return what the task returns
   */
  <T extends Serializable> T runInOneTask(Function<List<List<Block>>, T> task) {
    int shards = count;
    return blocks
        .coalesce(1)
        .mapPartitions(content -> List.of(task.call(byShard(content, shards))).iterator())
        .collect()
        .get(0);
  }

  private static List<List<Block>> byShard(Iterator<Block> content, int shards) {
    List<List<Block>> byShard = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      byShard.add(new ArrayList<>());
    }
    content.forEachRemaining(block -> byShard.get(block.shard).add(block));
    byShard.forEach(blocks -> blocks.sort(Comparator.comparingInt(block -> block.index)));
    return byShard;
  }

  private static List<Block> inOrder(Iterator<Block> content) {
    List<Block> list = new ArrayList<>();
    content.forEachRemaining(list::add);
    list.sort(Comparator.comparingInt(block -> block.index));
    return list;
  }

  /** Lets the blocks go. */
  @Override
  public void close() {
    blocks.unpersist(false);
  }
}
