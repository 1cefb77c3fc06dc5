// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import sparkoptim.core.DivergedException;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.NetworkStatistics;
import sparkoptim.core.network.NetworkTerms;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.Shards;
import sparkoptim.engine.rows.DealtRows;
import sparkoptim.engine.rows.RowRules;

/**
 * The rows that train a network: read once, checked, and split into shards. Close it to let them
 * go.
 */
public final class NetworkRows implements AutoCloseable {
  private final DealtRows dealt;
  private final long batchSize;
  private final FitJobs jobs;
  private final Shards shards;
  private final Block sample;

  /**
   * Reads and deals rows of columns (label, features).
   *
   * @param rules with or without weights
   * @param dealing one of {@link sparkoptim.engine.rows.PackedRows#DEALINGS}
   * @param numShards a power of two; 0 lets data and batch size decide
   * @param batchSize rows of a mini-batch; 0 for all
   * @throws IllegalArgumentException if rows break the rules, or numShards does not fit
   */
  public NetworkRows(
      FitJobs jobs,
      Dataset<Row> dataset,
      RowRules rules,
      String dealing,
      int numShards,
      long batchSize) {
    this.batchSize = batchSize;
    this.jobs = jobs;
    dealt = new DealtRows(jobs, dataset, rules, dealing, numShards, rows -> batchSize);
    shards = dealt.shards();
    Block first = null;
    try {
      first = shards.collect((shard, blocks) -> some(shard, blocks)).get(0).get(0);
    } finally {
      if (first == null) {
        dealt.close();
      }
    }
    sample = first;
  }

  /** Returns some rows of the first shard; nothing of others. */
  private static List<Block> some(int shard, List<Block> blocks) {
    List<Block> rows = new ArrayList<>(); // which Kryo can read
    if (shard == 0) {
      rows.add(RowSample.of(blocks));
    }
    return rows;
  }

  /** Returns the number of rows. */
  public long rows() {
    return dealt.rows();
  }

  /** Returns the numbers of a row. */
  public int columns() {
    return dealt.columns();
  }

  /** Returns the largest label, where labels are classes. */
  public int largestLabel() {
    return dealt.largestLabel();
  }

  /** Returns the values, column indices and labels in bytes. */
  public long payloadBytes() {
    return dealt.payloadBytes();
  }

  /** Returns a fingerprint that identifies the rows, in any order. */
  public String fingerprint() {
    return dealt.fingerprint();
  }

  /** Returns the rows. */
  public Shards shards() {
    return shards;
  }

  /**
   * Returns a network's problem over these rows.
   *
   * @param penaltyStrength q >= 0 of the penalty {@code q/2 ||w||^2} on weights
   * @param biasPenaltyStrength the same on biases and scales
   * @param decayBiases whether a rule's own weight decay takes from biases and scales, too
   * @param seed of the order of rows, and of masks of dropout
   * @throws IllegalArgumentException if the network takes rows of another length, its criterion is
   *     neither a mean nor a sum over rows, or takes classes and labels are others
   */
  public <T> NetworkProblem<T> problem(
      Network<T> network,
      double penaltyStrength,
      double biasPenaltyStrength,
      boolean decayBiases,
      long seed) {
    if (network.columns() != columns()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "network: takes rows of %d numbers, the data have %d", network.columns(), columns()));
    }
    int microBatch = NetworkProblem.microBatch(rows(), shards.count(), batchSize);
    CriterionForm form = CriterionForm.of(network, sample);
    double weight = form.kind() == LossKind.SUM ? sumWeight() : dealt.weight();
    if (form.byClass()) {
      jobs.describe("check labels");
      int classes = outputs(network, sample);
      LabelCheck check = checkLabels(shards, form, classes);
      check.require(network.criterion().getClass().getSimpleName(), classes);
      form = check.anyIgnored() ? form : form.withoutIgnored();
      weight = form.weighs() ? check.weight() : weight;
    }
    return new NetworkProblem<>(
        network,
        form,
        new NetworkTerms(
            rows(),
            weight,
            shards.count(),
            microBatch,
            penaltyStrength,
            biasPenaltyStrength,
            decayBiases,
            seed));
  }

  /** Returns the weight by which a sum over all rows becomes the mean sum of a mini-batch. */
  private double sumWeight() {
    return batchSize == 0 ? 1 : Math.max(1, rows() / (double) batchSize);
  }

  /** Static, so that the task takes nothing along but its arguments. */
  private static LabelCheck checkLabels(Shards shards, CriterionForm form, int classes) {
    return shards.reduce(
        (shard, blocks) -> LabelCheck.of(blocks, form, classes), LabelCheck::merge, 48);
  }

  private static <T> int outputs(Network<T> network, Block rows) {
    RowBatch<T> batch = new RowBatch<>(network, 1);
    batch.add(rows, 0);
    AbstractModule<Activity, Activity, T> module = network.module().cloneModule();
    module.evaluate();
    return module.forward(batch.input(1)).<T>toTensor(network.reals().numeric()).nElement();
  }

  /**
   * Sets a network's parameters to a trained point, and its BatchNorm statistics to those of the
   * rows at that point: one pass forwards where there are any.
   *
   * @param step after which the point was taken, for errors
   * @throws DivergedException if a parameter or a statistic is not finite in the network's numbers
   */
  public <T> void finish(NetworkProblem<T> problem, double[] point, long step) {
    Network<T> network = problem.network();
    network.set(point);
    DivergedException.check(step, "parameter", network.point());
    if (network.hasStatistics()) {
      double[] statistics = statistics(problem, point);
      DivergedException.check(step, "statistic of batch normalization", statistics);
      network.setStatistics(statistics);
    }
  }

  private <T> double[] statistics(NetworkProblem<T> problem, double[] point) {
    return statistics(problem, shards, point);
  }

  /** Static, so that the task takes nothing along but its arguments. */
  private static <T> double[] statistics(NetworkProblem<T> problem, Shards shards, double[] point) {
    return shards
        .reduce(
            (shard, blocks) -> problem.networkShard(shard, blocks).statistics(point),
            NetworkStatistics::merge,
            8L * point.length)
        .values();
  }

  @Override
  public void close() {
    dealt.close();
  }
}
