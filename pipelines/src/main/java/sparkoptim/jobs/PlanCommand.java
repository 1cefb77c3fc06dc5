// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.network.util.JavaUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;
import sparkoptim.engine.EngineChoice;
import sparkoptim.engine.FitWork;
import sparkoptim.engine.rows.ShardCount;

/** Says what a training would take, from a look at the data and the settings, without Spark. */
@Command(
    name = "plan",
    description =
        "Estimates rows, memory, shards, ranks, the engine and why, seconds a pass, and the executors"
            + " that the job would use well. Runs nothing.")
final class PlanCommand implements Callable<Integer> {
  /**
   * Below it, a rank's share of a step is not much more than the exchange costs; a second a fit.
   */
  private static final double SHARE_SECONDS = 200e-6;

  /** What Spark keeps of an executor's heap for itself, and its share for cached rows. */
  private static final double RESERVED = 300.0 * (1 << 20);

  private static final double STORED = 0.6;
  private static final double MEBIBYTE = 1 << 20;

  @ParentCommand private Commands commands;
  @Mixin private JobArguments arguments;

  /** The executors of the settings. */
  private record Cluster(int executors, int slotsOfOne, double bytesOfOne) {
    static Cluster of(SparkConf conf) {
      String master = conf.get("spark.master", "local[*]");
      boolean local = master.startsWith("local") && !master.startsWith("local-cluster");
      if (local) {
        String cores = master.replaceAll("^local\\[?|[,\\]].*$", "");
        int slots =
            cores.equals("*")
                ? Runtime.getRuntime().availableProcessors()
                : cores.isEmpty() ? 1 : Integer.parseInt(cores);
        return new Cluster(1, slots, stored((double) Runtime.getRuntime().maxMemory()));
      }
      int cores = conf.getInt("spark.executor.cores", 1);
      int slots = Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
      int executors =
          conf.getBoolean("spark.dynamicAllocation.enabled", false)
              ? conf.getInt("spark.dynamicAllocation.maxExecutors", 2)
              : conf.getInt(
                  "spark.executor.instances", conf.getInt("spark.cores.max", 2 * cores) / cores);
      double heap = JavaUtils.byteStringAsMb(conf.get("spark.executor.memory", "1g")) * MEBIBYTE;
      return new Cluster(Math.max(1, executors), slots, stored(heap));
    }

    private static double stored(double heap) {
      return Math.max(0, heap - RESERVED) * STORED;
    }
  }

  @Override
  public Integer call() throws IOException {
    JobRun run = commands.started("plan");
    Config config = arguments.config();
    TrainSettings settings = TrainSettings.of(config, arguments.recorded());
    PipelineStage stage = StageFactory.stage(settings.stage());
    run.readsData();
    PlannedRows rows =
        PlannedRows.of(settings.data().format(), settings.train(), HadoopSettings.get());
    Cluster cluster = Cluster.of(new SparkConf());
    print(rows, stage, cluster);
    return ExitCode.SUCCEEDED;
  }

  private void print(PlannedRows rows, PipelineStage stage, Cluster cluster) {
    long bytes = rows.bytes();
    long batch = batch(stage, rows.rows());
    int shards = shards(stage, rows, batch);
    double pass = FitWork.stepSeconds(rows.rows(), rows.valuesPerRow() * 2);
    double step = pass * batch / Math.max(1, rows.rows());
    double passes = number(stage, "maxIter", 100);
    String method = text(stage, "optimMethod");
    FitWork work = new FitWork(bytes, shards, step, pass * passes, method.startsWith("saga"));
    EngineChoice choice =
        EngineChoice.planned(
            text(stage, "engine").isEmpty() ? "auto" : text(stage, "engine"),
            work,
            (long) cluster.executors() * cluster.slotsOfOne(),
            cluster.executors(),
            cluster.bytesOfOne());
    String engine = choice.engine().description();
    int ranks = engine.startsWith("ranks(") ? (int) leadingNumber(engine.substring(6)) : 1;
    ResultTable table = new ResultTable();
    table.add("rows", Text.of("about %,d, by %s", rows.rows(), rows.how()));
    table.add("features", rows.features());
    table.add("memory", Text.of("%.1f MiB of rows", bytes / MEBIBYTE));
    table.add("shards", shards);
    table.add(
        "slots",
        Text.of(
            "%d on %d executors, each with %.0f MiB for rows",
            cluster.executors() * cluster.slotsOfOne(),
            cluster.executors(),
            cluster.bytesOfOne() / MEBIBYTE));
    table.add("engine", engine + ": " + choice.reason());
    table.add("a pass", Text.of("about %.3g s", pass / ranks));
    table.add("executors", useful(work, shards, cluster));
    table.print(commands.out());
  }

  private static String useful(FitWork work, int shards, Cluster cluster) {
    double room = Math.max(1, EngineChoice.room(cluster.bytesOfOne()));
    int forMemory = (int) Math.ceil(work.bytes() / room);
    double busy = Math.min(work.stepSeconds() / SHARE_SECONDS, work.seconds());
    double ranks = Math.min(shards, Math.max(1, busy));
    int forSpeed = (int) Math.ceil(ranks / cluster.slotsOfOne());
    int useful = Math.max(1, Math.max(forMemory, forSpeed));
    return Text.of(
        "%d of this size would be used well (%d hold the rows, %d have enough to do)",
        useful, Math.max(1, forMemory), Math.max(1, forSpeed));
  }

  /** Returns the rows of a step. */
  private static long batch(PipelineStage stage, long rows) {
    String method = text(stage, "optimMethod");
    boolean whole =
        method.isEmpty()
            || method.startsWith("auto")
            || method.startsWith("sampled-newton")
            || method.contains("local");
    double size = number(stage, "batchSize", 0);
    return whole || size <= 0 ? rows : Math.min(rows, (long) size);
  }

  private static int shards(PipelineStage stage, PlannedRows rows, long batch) {
    double asked = number(stage, "numShards", 0);
    if (asked > 0) {
      return (int) asked;
    }
    if (text(stage, "optimMethod").contains("local")) {
      return ShardCount.forLocalSteps(rows.rows(), rows.bytes());
    }
    return batch == rows.rows()
        ? ShardCount.forSums(rows.rows(), rows.bytes(), Math.max(1, rows.features()))
        : ShardCount.forBatches(rows.rows(), rows.bytes(), batch);
  }

  private static double leadingNumber(String text) {
    return Double.parseDouble(text.replaceFirst("[^0-9].*$", ""));
  }

  private static String text(PipelineStage stage, String name) {
    return String.valueOf(value(stage, name, ""));
  }

  private static double number(PipelineStage stage, String name, double otherwise) {
    return value(stage, name, otherwise) instanceof Number number
        ? number.doubleValue()
        : otherwise;
  }

  private static Object value(PipelineStage stage, String name, Object otherwise) {
    if (!stage.hasParam(name)) {
      return otherwise;
    }
    Param<Object> param = stage.getParam(name);
    return stage.isDefined(param) ? stage.getOrDefault(param) : otherwise;
  }
}
