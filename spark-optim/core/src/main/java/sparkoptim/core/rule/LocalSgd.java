// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import java.util.Set;
import sparkoptim.core.Capability;
import sparkoptim.core.Oracle;
import sparkoptim.core.RunContext;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.UpdateRule;

/**
 * Local steps: every shard takes one pass of single-row steps over its own rows from the common
 * point, and the end points are averaged. One step of the loop is one pass, so an epoch costs one
 * reduction whatever the number of rows.
 */
public record LocalSgd() implements UpdateRule {
  /** The only one. */
  public static final LocalSgd DEFAULT = new LocalSgd();

  @Override
  public Set<Capability> needs() {
    return Set.of(Capability.LOCAL_EPOCHS, Capability.ROW_STEPS);
  }

  @Override
  public Set<Capability> offers() {
    return Set.of(Capability.UNSCALED);
  }

  @Override
  public Run start(RunContext context, double[] point) {
    return new State(point);
  }

  private static final class State implements Run {
    private final double[] x;

    State(double[] point) {
      x = point.clone();
    }

    @Override
    public double[] query() {
      return x;
    }

    @Override
    public double step(long step, double eta, Oracle oracle) {
      return oracle.localEpoch(x, eta);
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.vector("x", x);
    }
  }
}
