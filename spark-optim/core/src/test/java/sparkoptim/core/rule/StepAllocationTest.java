// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Oracle;
import sparkoptim.core.Plan;
import sparkoptim.core.Prox;
import sparkoptim.core.Registry;
import sparkoptim.core.RunContext;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.WholeSpace;

/** Steps of every registered rule, and of the baselines' other forms, allocate nothing. */
final class StepAllocationTest {
  private static final int SIZE = 300;
  private static final int STEPS = 50;

  /** What a rule allocates it allocates in all of them; the JVM itself now and then, in one. */
  private static final int ROUNDS = 5;

  static Stream<UpdateRule> rules() {
    Stream<String> forms =
        Stream.of(
            "sgd(0.9, 0.5)",
            "sgd(0.9, nesterov=true)",
            "adam(amsgrad=true)",
            "rmsprop(centered=true)",
            "adamax",
            "adadelta",
            "ftrl(0.5, 0.1, 1e-3, 1e-3)",
            "lars(layerwise=false)",
            "gpa(sgd, 0.7, power(1, 1))",
            "prodigy(decay=0.1, growth=1.02, correction=true)",
            "rmsprop(momentum=0.5)",
            "rmsprop(centered=true, momentum=0.5)");
    List<UpdateRule> registered = Registry.of(UpdateRule.class);
    return Stream.concat(
        registered.stream()
            .filter(rule -> !rule.needs().contains(Capability.LOCAL_EPOCHS))
            .filter(rule -> !rule.needs().contains(Capability.MARGINS)),
        forms.map(text -> OptimMethod.parse(text).rule()));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void step_allocatesNothing(UpdateRule rule) {
    assertThat(allocated(rule, Prox.NONE)).isZero();
    if (rule.offers().contains(Capability.PROXIMAL)) {
      assertThat(allocated(rule, new Halve())).isZero();
    }
  }

  private static long allocated(UpdateRule rule, Prox prox) {
    RunContext context = new RunContext(new WholeSpace(SIZE), new Plan(1, 1000, 1), prox);
    UpdateRule.Run run = rule.start(context, new double[SIZE]);
    Oracle oracle = new Quadratic();
    long least = Long.MAX_VALUE;
    for (int k = 0; k < ROUNDS; k++) {
      least = Math.min(least, allocated(run, oracle, k * STEPS));
    }
    return least;
  }

  private static long allocated(UpdateRule.Run run, Oracle oracle, int from) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int k = from; k < from + STEPS; k++) {
      run.step(k, 0.1, oracle);
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static final class Quadratic implements Oracle {
    @Override
    public double evaluate(double[] point, Gradient gradient) {
      for (int i = 0; i < SIZE; i++) {
        gradient.values[i] = point[i] - i;
      }
      return 1;
    }

    @Override
    public double localEpoch(double[] point, double eta) {
      throw new UnsupportedOperationException("gradients only");
    }
  }

  private static final class Halve implements Prox {
    @Override
    public void apply(double[] point, double eta) {
      for (int i = 0; i < point.length; i++) {
        point[i] /= 1 + eta;
      }
    }

    @Override
    public void apply(double[] point, double eta, double[] scale) {
      for (int i = 0; i < point.length; i++) {
        point[i] /= 1 + eta * scale[i];
      }
    }
  }
}
