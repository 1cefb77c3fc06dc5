// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.Partitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.storage.StorageLevel;
import scala.Option;
import scala.Tuple2;
import sparkoptim.core.data.Block;

/**
 * The rows of a fit in shards: partition s of the RDD holds the blocks of shard s. They stay
 * cached, on disk where memory runs out, until {@link #close}.
 */
public final class Shards implements AutoCloseable {
  /** The most that the driver takes from the shards at once. */
  private static final long DRIVER_BYTES = 64L << 20;

  /** Tasks a core in one process: more than one, as they are not equally long. */
  private static final int TASKS_PER_CORE = 4;

  private final RDD<Block> blocks;
  private final int count;

  /** Caches the blocks of {@code count} shards; the first action computes them. */
  public Shards(RDD<Block> blocks, int count) {
    this.blocks = blocks.setName("sparkoptim shards").persist(StorageLevel.MEMORY_AND_DISK());
    this.count = count;
  }

  /** Returns the number of shards, a power of two. */
  public int count() {
    return count;
  }

  /**
   * Returns what a function makes of every shard's number and blocks, in the order of the shards.
   */
  public <T> List<T> collect(Function2<Integer, List<Block>, T> function) {
    return collect(function, null);
  }

  /**
   * Does the same as {@link #collect(Function2)} with a resource profile.
   *
   * @param profile what the tasks ask of Spark; null for what all tasks do
   */
  <T> List<T> collect(Function2<Integer, List<Block>, T> function, ResourceProfile profile) {
    RDD<Tuple2<Integer, T>> made =
        Partitions.map(
            blocks,
            (shard, content) ->
                List.of(new Tuple2<>(shard, function.call(shard, inOrder(content)))).iterator());
    List<Tuple2<Integer, T>> all = new ArrayList<>(Partitions.collect(with(profile, few(made))));
    all.sort(Comparator.comparing(Tuple2::_1));
    return all.stream().map(Tuple2::_2).toList();
  }

  /**
   * In one process, tasks of several shards each: a task costs a millisecond or more, and all
   * shards are near. On a cluster a task would lose sight of the executor that has its shard.
   */
  private <T> RDD<T> few(RDD<T> made) {
    int tasks = TASKS_PER_CORE * made.context().defaultParallelism();
    return made.context().isLocal() && tasks < count
        ? made.coalesce(tasks, false, Option.empty(), null)
        : made;
  }

  /** Returns an RDD whose stage asks so much of Spark; null for what all do. */
  static <T> RDD<T> with(ResourceProfile profile, RDD<T> rdd) {
    return profile == null ? rdd : rdd.withResources(profile);
  }

  /**
   * Returns what a function makes of every shard, merged two by two in the fixed tree. Where all
   * that the shards make is more than the driver should hold, tasks merge runs of neighbours first.
   *
   * @param merge of the left and the right one; may change and return either
   * @param bytes of what one shard makes, about
   */
  public <T> T reduce(
      Function2<Integer, List<Block>, T> function, Function2<T, T, T> merge, long bytes) {
    return reduce(function, merge, bytes, null);
  }

  /**
   * Does the same as {@link #reduce(Function2, Function2, long)} with a resource profile.
   *
   * @param profile what the tasks that hold shards ask of Spark; null for what all tasks do
   */
  <T> T reduce(
      Function2<Integer, List<Block>, T> function,
      Function2<T, T, T> merge,
      long bytes,
      ResourceProfile profile) {
    if (count * bytes <= DRIVER_BYTES) {
      return TreeMerge.of(collect(function, profile), merge);
    }
    int run = TreeMerge.run(count);
    RDD<Tuple2<Integer, T>> made =
        Partitions.map(
            blocks,
            (shard, content) ->
                List.of(new Tuple2<>(shard, function.call(shard, inOrder(content)))).iterator());
    return TreeMerge.of(
        with(profile, made)
            .toJavaRDD()
            .mapToPair(part -> part)
            .partitionBy(new Runs(run, count / run))
            .mapPartitions(
                parts -> List.of(TreeMerge.of(TreeMerge.inOrder(parts), merge)).iterator())
            .collect(),
        merge);
  }

  /** Neighbours go to one partition. */
  private static final class Runs extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int length;
    private final int runs;

    Runs(int length, int runs) {
      this.length = length;
      this.runs = runs;
    }

    @Override
    public int numPartitions() {
      return runs;
    }

    @Override
    public int getPartition(Object shard) {
      return (Integer) shard / length;
    }
  }

  /** Makes a block of another one, in a task. */
  public interface BlockFunction extends UnaryOperator<Block>, Serializable {}

  /** Returns the shards of changed blocks. */
  public Shards map(BlockFunction function) {
    return new Shards(
        Partitions.map(blocks, (shard, content) -> changed(content, function)), count);
  }

  /** One at a time: a shard need not be in memory twice. */
  private static Iterator<Block> changed(Iterator<Block> content, BlockFunction function) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return content.hasNext();
      }

      @Override
      public Block next() {
        return function.apply(content.next());
      }
    };
  }

  /**
   * Runs one task over all shards, which gets their blocks shard by shard.
   *
   * @param profile what the task asks of Spark; null for what all tasks do
   * @return what the task returns
   */
  <T extends Serializable> T runInOneTask(
      Function<List<List<Block>>, T> task, ResourceProfile profile) {
    int shards = count;
    RDD<Block> together = blocks.coalesce(1, false, Option.empty(), null);
    RDD<T> made =
        Partitions.map(
            together,
            (partition, content) -> List.of(task.call(byShard(content, shards))).iterator());
    return Partitions.collect(with(profile, made)).get(0);
  }

  /** Makes lost blocks again, which tasks of a barrier stage cannot do. */
  void materialize() {
    Partitions.collect(Partitions.map(blocks, (shard, content) -> Collections.emptyIterator()));
  }

  /**
   * Runs a round of several ranks.
   *
   * @return its end, or null where the ranks have not all started in time
   */
  TrainingState runRanks(
      Training training,
      int ranks,
      EngineSettings settings,
      ResourceProfile profile,
      TrainingState from,
      RoundLimit limit) {
    return new BarrierRound(training, blocks, ranks, settings, profile).run(from, limit);
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

  /** Returns the Spark that holds them. */
  SparkContext context() {
    return blocks.context();
  }

  /** Lets the blocks go. */
  @Override
  public void close() {
    Unpersist.now(blocks);
  }
}
