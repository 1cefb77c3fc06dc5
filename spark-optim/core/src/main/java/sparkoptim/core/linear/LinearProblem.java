// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sparkoptim.core.Bounds;
import sparkoptim.core.Capability;
import sparkoptim.core.LossRange;
import sparkoptim.core.MarginModel;
import sparkoptim.core.PlainText;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * A linear model over shards. With K outputs, coordinate {@code j K + k} is feature j's coefficient
 * for output k, and the last K coordinates are the intercepts where there are any.
 *
 * @param loss of one margin, or softmax cross-entropy over K classes
 * @param features columns of the rows
 * @param outputs K: 1 with a scalar loss, else the number of classes
 * @param intercept whether there are intercepts; they are never penalised
 * @param rows rows in all shards
 * @param weight sum of their weights
 * @param shards number of shards
 * @param entries stored in all rows where they are sparse; 0 where they are dense, or to have
 *     mini-batches go over all coordinates
 * @param rowNorm weighted mean of the rows' squared norms, the intercept's 1 included; a row n w /
 *     W times heavier takes its single-row step in W parts
 * @param featurePenalty on the coefficients, with weights per feature
 * @param seed of the order in which epochs visit rows, and of the draws of rows
 * @param lossRange what losses are measured by
 * @param moments of the rows; null where they are not known, and there are no sums over margins
 * @param columns scale of rows that are kept as they came, over all of which alone there are sums;
 *     null where rows are in the working scale
 */
public record LinearProblem(
    LinearLoss loss,
    int features,
    int outputs,
    boolean intercept,
    long rows,
    double weight,
    int shards,
    long entries,
    double rowNorm,
    Penalty featurePenalty,
    long seed,
    LossRange lossRange,
    LinearMoments moments,
    ColumnScale columns)
    implements ShardedProblem {

  public LinearProblem {
    if (loss instanceof ScalarLoss && outputs != 1) {
      throw new IllegalArgumentException("a scalar loss has 1 output, was " + outputs);
    }
    if ((long) (features + 1) * outputs >= Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          PlainText.of(
              "%d features x %d classes are more coordinates than an array holds",
              features, outputs));
    }
    featurePenalty.checkLength(features, (features + (intercept ? 1 : 0)) * outputs);
  }

  /**
   * Creates a problem of rows in the working scale, of which neither moments nor the null model's
   * loss are known.
   */
  public LinearProblem(
      LinearLoss loss,
      int features,
      int outputs,
      boolean intercept,
      long rows,
      double weight,
      int shards,
      long entries,
      double rowNorm,
      Penalty featurePenalty,
      long seed) {
    this(
        loss,
        features,
        outputs,
        intercept,
        rows,
        weight,
        shards,
        entries,
        rowNorm,
        featurePenalty,
        seed,
        LossRange.UNKNOWN,
        null,
        null);
  }

  /** Returns the same problem with another loss. */
  public LinearProblem withLoss(LinearLoss other) {
    return with(other, featurePenalty, columns);
  }

  /** Returns the same problem with another penalty. */
  public LinearProblem withPenalty(Penalty other) {
    return with(loss, other, columns);
  }

  /** Returns the same problem over rows that are kept as they came. */
  public LinearProblem over(ColumnScale other) {
    return with(loss, featurePenalty, other);
  }

  private LinearProblem with(LinearLoss newLoss, Penalty newPenalty, ColumnScale newColumns) {
    return new LinearProblem(
        newLoss,
        features,
        outputs,
        intercept,
        rows,
        weight,
        shards,
        entries,
        rowNorm,
        newPenalty,
        seed,
        lossRange,
        moments,
        newColumns);
  }

  @Override
  public double typicalCurvature(double loss) {
    return this.loss.typicalCurvature(loss - lossRange.least());
  }

  @Override
  public int dimension() {
    return (features + (intercept ? 1 : 0)) * outputs;
  }

  @Override
  public double[] penalty() {
    return perCoordinate(featurePenalty.l2());
  }

  @Override
  public double[] l1Penalty() {
    return perCoordinate(featurePenalty.l1());
  }

  @Override
  public Bounds bounds() {
    return featurePenalty.bounds();
  }

  @Override
  public double touchedPerRow() {
    double features = (double) entries / rows + (intercept ? 1 : 0);
    return entries == 0 || columns != null ? Double.POSITIVE_INFINITY : features * outputs;
  }

  private double[] perCoordinate(double[] perFeature) {
    if (perFeature == null) {
      return null;
    }
    double[] weights = new double[dimension()];
    for (int i = 0; i < features * outputs; i++) {
      weights[i] = perFeature[i / outputs];
    }
    return weights;
  }

  @Override
  public Set<Capability> offers() {
    Set<Capability> offers =
        columns != null
            ? EnumSet.noneOf(Capability.class)
            : EnumSet.of(Capability.LOCAL_EPOCHS, Capability.REMEMBERS, Capability.ROW_TABLE);
    if (moments != null && loss.curved()) {
      offers.add(Capability.MARGINS);
    }
    return offers;
  }

  @Override
  public MarginModel margins() {
    double stored = entries == 0 ? features : (double) entries / rows;
    return moments == null
        ? null
        : new MarginModel(
            features + (intercept ? 1 : 0),
            outputs,
            intercept,
            rows,
            stored + (intercept ? 1 : 0),
            entries > 0,
            moments.mean(),
            moments.second(),
            lossRange,
            seed);
  }

  @Override
  public int slopesPerRow() {
    return outputs;
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("problem", "linear");
    settings.put("loss", loss.toString());
    settings.put("features", String.valueOf(features));
    settings.put("outputs", String.valueOf(outputs));
    settings.put("intercept", String.valueOf(intercept));
    settings.put("weight", String.valueOf(weight));
    settings.put("entries", String.valueOf(entries));
    settings.put("rowNorm", String.valueOf(rowNorm));
    settings.put("featurePenalty", digest(featurePenalty.l2()));
    settings.put("featureL1", digest(featurePenalty.l1()));
    if (bounds() != null) {
      settings.put("bounds", WeightsDigest.sha256(bounds().lower(), bounds().upper()));
    }
    if (columns != null) {
      double[] center = columns.center() == null ? new double[0] : columns.center();
      settings.put("columns", WeightsDigest.sha256(columns.scale(), center));
    }
    settings.put("lossRange", lossRange.toString());
    settings.put("seed", String.valueOf(seed));
    settings.put("backend", "Java, StrictMath");
    return settings;
  }

  private static String digest(double[] values) {
    return values == null ? "none" : WeightsDigest.sha256(values);
  }

  /**
   * Returns an upper bound of the second derivative of a row's loss along its margins; may be
   * infinite.
   */
  public double curvature() {
    return loss.curvature();
  }

  /**
   * Returns the factor of a row's weight, chosen so that the mean over rows is the weighted mean.
   */
  double rowScale() {
    return rows / weight;
  }

  @Override
  public ShardFunction shard(int index, List<Block> blocks, boolean remember) {
    return loss instanceof ScalarLoss scalar
        ? new ScalarShard(this, scalar, index, blocks, remember)
        : new SoftmaxShard(this, index, blocks, remember);
  }
}
