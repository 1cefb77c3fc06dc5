// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of every update rule, with a gradient that costs nothing. Run: {@code bin/bench jmh
 * RuleMicro -prof gc}; {@code bin/bench rules} sets the same steps beside a copy of an array.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
public class RuleMicro {
  @Param private RuleCase rule;

  @Param({"1000", "100000", "10000000"})
  private int dimension;

  private RuleCase.Run run;

  /** Starts the rule. */
  @Setup(Level.Trial)
  public void setUp() {
    run = rule.start(dimension);
  }

  /** One step. */
  @Benchmark
  public double step() {
    return run.step();
  }
}
