// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import sparkoptim.core.Prox;

/** A rank's part of the proximal step, which couples no two coordinates. */
record RankProx(Gathered gathered, RankSpace space) implements Prox {
  @Override
  public void apply(double[] point, double eta) {
    double[] whole = space.embed(point, 0);
    synchronized (gathered) {
      gathered.whole.prox().apply(whole, eta);
    }
    space.scatter(whole, point);
  }

  @Override
  public void apply(double[] point, double eta, double[] scale) {
    double[] whole = space.embed(point, 0);
    double[] wholeScale = space.embed(scale, 1);
    synchronized (gathered) {
      gathered.whole.prox().apply(whole, eta, wholeScale);
    }
    space.scatter(whole, point);
  }
}
