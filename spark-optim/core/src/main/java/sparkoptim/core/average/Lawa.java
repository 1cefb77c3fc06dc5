// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.average;

import java.util.Arrays;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.RunContext;
import sparkoptim.core.Settings;
import sparkoptim.core.StateVisitor;

/**
 * Latest weight averaging: the plain mean of the latest {@code window} kept points, fewer at the
 * beginning. Kaddour, Stop Wasting My Time! Saving Days of ImageNet and BERT Training with Latest
 * Weight Averaging, arXiv 2209.14981.
 *
 * <p>Kept are the points whose number (theta_0 is the start) is a multiple of {@code every}. Until
 * there is one, the run's own point is served. A kept coordinate that is NaN or infinite is
 * replaced by the one kept before it. The mean is taken when it is asked for, from the kept points:
 * a running sum would gather roundings.
 *
 * @param window points, at least 1; each costs a vector
 * @param every steps from one kept point to the next; 0 is once an epoch, at its end
 */
public record Lawa(long window, long every) implements IterateAverage {
  /** The ends of the last 6 epochs, the paper's choice for images. */
  public static final Lawa DEFAULT = new Lawa(6, 0);

  /** Far more vectors than there is memory for. */
  private static final long MOST = 1_000_000;

  public Lawa {
    if (window < 1 || window > MOST) {
      throw new IllegalArgumentException("lawa: window must be in 1 to 1000000, was " + window);
    }
    Settings.check(every >= 0, "lawa", "every", ">= 0 (0: once an epoch)", every);
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(context, point);
  }

  private final class State implements Run {
    private final long interval;
    private final double[][] ring;
    private final double[] mean;
    private long kept;
    private long meanOf;

    State(RunContext context, double[] point) {
      interval = every == 0 ? context.plan().stepsPerEpoch() : every;
      ring = new double[(int) window][point.length];
      mean = new double[point.length];
      System.arraycopy(point, 0, ring[ring.length - 1], 0, point.length);
    }

    @Override
    public void add(long step, double[] served) {
      if ((step + 1) % interval == 0) {
        double[] slot = ring[(int) (kept % ring.length)];
        double[] before = ring[(int) ((kept + ring.length - 1) % ring.length)];
        System.arraycopy(before, 0, slot, 0, slot.length);
        Points.move(slot, served, 1);
        kept++;
      }
    }

    @Override
    public double[] value(double[] served) {
      if (kept == 0) {
        return served;
      }
      if (meanOf != kept) {
        average((int) Math.min(kept, ring.length));
        meanOf = kept;
      }
      return mean;
    }

    private void average(int points) {
      Arrays.fill(mean, 0);
      for (int k = 0; k < points; k++) {
        double[] point = ring[k];
        for (int i = 0; i < mean.length; i++) {
          mean[i] += point[i];
        }
      }
      for (int i = 0; i < mean.length; i++) {
        mean[i] /= points;
      }
    }

    @Override
    public void fields(StateVisitor fields) {
      for (int k = 0; k < ring.length; k++) {
        fields.vector("point" + k, ring[k]);
      }
      kept = fields.count("kept", kept);
      meanOf = 0;
    }
  }
}
