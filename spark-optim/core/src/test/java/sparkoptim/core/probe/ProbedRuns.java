// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Oracle;
import sparkoptim.core.Probe;
import sparkoptim.core.RunContext;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.Svrg;
import sparkoptim.core.stepsize.Constant;

/** Runs for probes to look at. */
final class ProbedRuns {
  private ProbedRuns() {}

  /** A run of plain steps at its start. */
  static Loop at(StochasticObjective objective, double... point) {
    return new Loop(OptimMethod.parse("plain + sgd"), objective, 1, 0, point);
  }

  /** A run with its snapshot at one point, about to make a step at another. */
  static Loop between(StochasticObjective objective, double[] snapshot, double[] query) {
    OptimMethod method =
        new OptimMethod(Svrg.DEFAULT, new Jump(query), Constant.DEFAULT, NoAverage.DEFAULT);
    Loop loop = new Loop(method, objective, 2, 0, snapshot);
    loop.next();
    return loop;
  }

  /** What one look found. */
  static <T> T look(Loop run, Function<Consumer<T>, Probe> probe) {
    List<T> looks = new ArrayList<>();
    probe.apply(looks::add).look(run);
    return looks.get(0);
  }

  /** Jumps to a point in its first step. */
  private record Jump(double... target) implements UpdateRule {
    @Override
    public Run start(RunContext context, double[] point) {
      double[] x = point.clone();
      Gradient gradient = new Gradient(x.length);
      return new Run() {
        @Override
        public double[] query() {
          return x;
        }

        @Override
        public double step(long step, double eta, Oracle oracle) {
          double loss = oracle.evaluate(x, gradient);
          System.arraycopy(target, 0, x, 0, x.length);
          return loss;
        }

        @Override
        public void fields(StateVisitor fields) {
          fields.vector("x", x);
        }
      };
    }
  }
}
