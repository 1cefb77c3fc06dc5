// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sparkoptim.core.serving.LinearKind;
import sparkoptim.core.serving.LinearNumbers;
import sparkoptim.core.serving.LinearScorer;

/**
 * Nanoseconds of a prediction without Spark, of sparse rows with 40 values among a million columns,
 * each another row. Run: {@code bin/bench jmh ScorerMicro}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ScorerMicro {
  private static final int FEATURES = 1_000_000;
  private static final int VALUES = 40;
  private static final int ROWS = 1024;

  @Param({"LOGISTIC", "SOFTMAX"})
  private LinearKind kind;

  private LinearScorer scorer;
  private final int[][] indices = new int[ROWS][];
  private final double[][] values = new double[ROWS][];
  private double[] probabilities;
  private int next;

  /** Makes the model and the rows. */
  @Setup
  public void setUp() {
    SplittableRandom random = new SplittableRandom(1);
    int rows = kind == LinearKind.SOFTMAX ? 3 : 1;
    double[] thresholds = rows == 1 ? new double[] {0.5} : new double[0];
    double[] coefficients = random.doubles((long) rows * FEATURES, -1, 1).toArray();
    double[] intercepts = random.doubles(rows, -1, 1).toArray();
    scorer =
        new LinearScorer(new LinearNumbers(kind, FEATURES, coefficients, intercepts, thresholds));
    probabilities = new double[scorer.numbers().classes()];
    for (int i = 0; i < ROWS; i++) {
      indices[i] = random.ints(VALUES, 0, FEATURES).sorted().toArray();
      values[i] = random.doubles(VALUES, -1, 1).toArray();
    }
  }

  /** A class. */
  @Benchmark
  public double predict() {
    next = (next + 1) % ROWS;
    return scorer.predict(indices[next], values[next]);
  }

  /** Its probabilities. */
  @Benchmark
  public double[] probabilities() {
    next = (next + 1) % ROWS;
    scorer.probabilities(indices[next], values[next], probabilities);
    return probabilities;
  }
}
