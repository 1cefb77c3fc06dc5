// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import java.util.List;
import java.util.function.Consumer;
import sparkoptim.core.Loop;
import sparkoptim.core.Objective;
import sparkoptim.core.Probe;

/**
 * Follows the loss l of fixed mini-batches along a run, and asks how far one big gradient step on
 * each of them would lead: {@code eta* = ||g||^2 / (g'Hg)}, the predicted loss {@code l - eta*
 * ||g||^2 / 2} and the one that the step reaches. Sandler, Zhmoginov, Vladymyrov and Miller,
 * Training trajectories, mini-batch losses and the curious role of the learning rate, arXiv
 * 2301.02312. How {@code g'Hg} is measured is ours.
 *
 * <p>The quadratic model is then held against losses at even distances up to {@code 2 eta*}, on the
 * batch and, if asked for, on all rows. Where the gradient is 0, the curvature is not positive or
 * values are not finite, there is no {@code eta*}: it and what depends on it are NaN, and the curve
 * is empty. Losses are the objective's own, without an L1 penalty.
 *
 * <p>A look costs, for each batch, 1 + points evaluations of it plus 2 (losses) or 1 (gradients);
 * with {@code full} 1 + points more of all rows; one inner product, two with gradients; three
 * vectors.
 *
 * @param batches the fixed batches, each named by a step that takes it
 * @param place where the losses are taken
 * @param h distance in units of the gradient at which curvature is measured; 0 chooses {@code REACH
 *     / ||g||}, so that the point moves by {@link #REACH}
 * @param curvature how the curvature is measured
 * @param points losses beyond the first on the curve, even, at least 2
 * @param full whether the curve has the loss of all rows too
 * @param to receives one look per batch, in order
 */
public record FixedBatchProbe(
    List<Long> batches,
    Place place,
    double h,
    Curvature curvature,
    int points,
    boolean full,
    Consumer<Look> to)
    implements Probe {
  /** Distance by which the point is moved to measure curvature where h is 0. */
  public static final double REACH = 0.01;

  /** A way to measure the curvature along the gradient. */
  public enum Curvature {
    /** The parabola through the losses at 0, h and 2 h, with its own slope for ||g||^2. */
    LOSSES,
    /** {@code <g, g - g(theta - h g)> / h}: one evaluation less, and the curvature nearer to 0. */
    GRADIENTS
  }

  /**
   * The result of a look at one batch.
   *
   * @param step the step that the run was about to make
   * @param batch the step that names the batch
   * @param loss the batch's loss
   * @param gradientNorm norm of its gradient
   * @param etaStar length of the step to the model's minimum
   * @param predicted the model's loss there
   * @param reached the batch's loss there
   * @param misfit root mean square of loss less model over the curve, by the predicted decrease
   * @param curve losses along the negative gradient
   */
  public record Look(
      long step,
      long batch,
      double loss,
      double gradientNorm,
      double etaStar,
      double predicted,
      double reached,
      double misfit,
      Curve curve) {}

  /**
   * Losses at {@code theta - e g}.
   *
   * @param lengths e, from 0 to {@code 2 eta*}
   * @param batch the batch's losses
   * @param full the losses of all rows; empty where not asked for
   */
  public record Curve(double[] lengths, double[] batch, double[] full) {
    private static final Curve NONE = new Curve(new double[0], new double[0], new double[0]);
  }

  public FixedBatchProbe {
    batches = List.copyOf(batches);
    for (long batch : batches) {
      if (batch < 0) {
        throw new IllegalArgumentException(
            "fixed-batch probe: batches must be >= 0, was " + batches);
      }
    }
    if (!(h >= 0 && h < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "fixed-batch probe: h must be finite and >= 0 (0: from the gradient), was " + h);
    }
    if (points < 2 || points % 2 != 0) {
      throw new IllegalArgumentException(
          "fixed-batch probe: points must be even and >= 2, was " + points);
    }
  }

  /**
   * Returns a probe at the query point that takes the curvature from losses at a distance from the
   * gradient, four points.
   */
  public static FixedBatchProbe of(List<Long> batches, Consumer<Look> to) {
    return new FixedBatchProbe(batches, Place.QUERY, 0, Curvature.LOSSES, 4, false, to);
  }

  @Override
  public void look(Loop run) {
    for (long batch : batches) {
      Objective rows = run.objective().batch(batch);
      GradientLine line = new GradientLine(run.context().space(), rows, place.of(run));
      to.accept(look(run, batch, line, model(line)));
    }
  }

  private Look look(Loop run, long batch, GradientLine line, Parabola model) {
    double norm = Math.sqrt(line.square());
    if (!model.hasMinimum()) {
      double none = Double.NaN;
      return new Look(run.step(), batch, line.loss(), norm, none, none, none, none, Curve.NONE);
    }
    Curve curve = curve(line, model.etaStar(), run.objective().full());
    return new Look(
        run.step(),
        batch,
        line.loss(),
        norm,
        model.etaStar(),
        line.loss() - model.decrease(),
        curve.batch[points / 2],
        misfit(model, curve),
        curve);
  }

  /**
   * Returns the parabola along the gradient. Without a gradient there is nothing to measure along.
   */
  private Parabola model(GradientLine line) {
    if (!(line.square() > 0 && line.square() < Double.POSITIVE_INFINITY)) {
      return new Parabola(line.loss(), line.square(), Double.NaN);
    }
    double distance = h > 0 ? h : REACH / Math.sqrt(line.square());
    return switch (curvature) {
      case LOSSES ->
          Parabola.through(distance, line.loss(), line.loss(distance), line.loss(2 * distance));
      case GRADIENTS -> new Parabola(line.loss(), line.square(), line.curvature(distance));
    };
  }

  private Curve curve(GradientLine line, double etaStar, Objective all) {
    double[] lengths = new double[points + 1];
    double[] ofBatch = new double[points + 1];
    double[] ofAll = new double[full ? points + 1 : 0];
    for (int i = 0; i <= points; i++) {
      lengths[i] = 2 * etaStar * i / points;
      ofBatch[i] = i == 0 ? line.loss() : line.loss(lengths[i]);
      if (full) {
        ofAll[i] = line.loss(all, lengths[i]);
      }
    }
    return new Curve(lengths, ofBatch, ofAll);
  }

  private double misfit(Parabola model, Curve curve) {
    double sum = 0;
    for (int i = 1; i <= points; i++) {
      double off = curve.batch[i] - model.at(curve.lengths[i]);
      sum += off * off;
    }
    return Math.sqrt(sum / points) / model.decrease();
  }
}
