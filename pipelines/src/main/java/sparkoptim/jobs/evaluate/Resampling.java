// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

/**
 * The Poisson bootstrap: every row counts as often as a draw with mean 1 says. Draws depend on the
 * seed and the row's cell, or its unit, alone, so the samples are the same for any partitioning.
 */
final class Resampling {
  private Resampling() {}

  /** Takes a cell and its weight in each sample, the data themselves first. */
  interface Visitor {
    void visit(Point cell, long count, double[] weights);
  }

  /** Visits all cells, those with a large first number first. */
  static void visit(Cells cells, EvaluationSettings settings, Visitor visitor) {
    double[] weights = new double[settings.replicates() + 1];
    long seed = Hash.mix(settings.seed());
    cells.forEach(
        (cell, count, hash) -> {
          weights[0] = count * cell.weight;
          for (int r = 1; r < weights.length; r++) {
            long draw = // rows of one unit are drawn together
                cell.unit == 0
                    ? PoissonDraw.of(count, Hash.mix(hash ^ seed) + r * Hash.GOLDEN)
                    : count * UnitDraws.of(cell.unit, r - 1, settings.seed());
            weights[r] = draw * cell.weight;
          }
          visitor.visit(cell, count, weights);
        });
  }
}
