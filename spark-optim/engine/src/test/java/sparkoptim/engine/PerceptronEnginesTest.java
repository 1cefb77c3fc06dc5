// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.network.Activation;
import sparkoptim.core.network.Backend;
import sparkoptim.core.network.Layers;
import sparkoptim.core.network.OutputLoss;
import sparkoptim.core.network.Perceptron;
import sparkoptim.core.network.Precision;
import sparkoptim.engine.rows.PackedRows;
import sparkoptim.engine.rows.RowRules;

/** A perceptron over sparse rows is trained by both engines as a linear model is. */
class PerceptronEnginesTest {
  private static final int ROWS = 300;
  private static final int WIDTH = 12;
  private static final RowRules RULES = new RowRules("label", "features", "w", 2);
  private static final Layers LAYERS = Layers.of(Activation.TANH, OutputLoss.SOFTMAX, WIDTH, 8, 2);

  private static TrainingState train(
      TrainingDriver rounds, String method, Precision precision, int shards) {
    try (PackedRows sorted =
            PackedRows.of(LocalSpark.rows(LocalSpark.logisticRows(ROWS, WIDTH, 3), 3), RULES);
        Shards dealt = sorted.intoShards(shards)) {
      List<Double> weights = dealt.collect((shard, blocks) -> LocalSpark.weight(blocks));
      double weight = weights.stream().mapToDouble(d -> d).sum();
      Perceptron problem =
          new Perceptron(LAYERS, precision, Backend.AUTO, ROWS, weight, shards, 1e-3, 7);
      return rounds.train(
          new Training("test", OptimMethod.parse(method), problem, 50, 24, 0, LAYERS.initial(1)),
          dealt);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sgd(0.9) + linear(0.2, 0) | DOUBLE | 1",
        "svrg + sgd + constant(0.3) | DOUBLE | 4",
        "svrg + sgd + bb(0.2) | SINGLE | 2"
      })
  void train_anyEngineAndRoundLength_givesTheSameBits(
      String method, Precision precision, int shards) {
    TrainingState whole =
        train(new TrainingDriver(new RoundEngine(), RoundLimit.DEFAULT), method, precision, shards);
    List<TrainingCurve.Point> curve = whole.curve().points();
    assertThat(whole.curve().last().objective).isLessThan(curve.get(0).objective);
    TrainingDriver rounds = new TrainingDriver(new RoundEngine(), RoundLimit.ofSteps(5));
    assertThat(train(rounds, method, precision, shards).served()).isEqualTo(whole.served());
    TrainingState jobs =
        train(new TrainingDriver(new JobEngine(), RoundLimit.DEFAULT), method, precision, shards);
    assertThat(jobs.served()).isEqualTo(whole.served());
  }
}
