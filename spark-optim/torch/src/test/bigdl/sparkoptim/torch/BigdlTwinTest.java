// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkBackends;
import sparkoptim.core.network.NetworkScoring;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.ShardedNetwork;
import sparkoptim.core.network.UntrainedNetwork;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;
import sparkoptim.core.sharded.ShardRequest;

/** One text, computed by BigDL and by PyTorch. */
class BigdlTwinTest {
  private static final int ROWS = 24;
  private static final double RELATIVE = 1e-5;

  @BeforeAll
  static void library() {
    Batches.assumeLibrary();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lenet5|1,28,28",
        "conv(4, 3, stride=2, pad=1) batchnorm relu avgpool(2) dense(10)|2,12,12",
        "residual(3) residual(6, 2) avgpool dense(10)|2,9,9",
        "perceptron|17",
        "scale(0.3) dense(8) sigmoid batchnorm dense(6) tanh dense(10)|5",
      })
  void gradientAndScores_ofBothBackends_agree(String text, String sides) {
    Shape input = Shape.of(Arrays.stream(sides.split(",")).mapToInt(Integer::parseInt).toArray());
    List<UntrainedNetwork> both = new ArrayList<>();
    for (String backend : List.of("bigdl", "torch")) {
      both.add(
          NetworkBackends.find()
              .named(backend)
              .untrained(NetworkText.parse(text, 10), input, 3));
    }
    double[] point = both.get(0).point();
    assertThat(both.get(1).point()).containsExactly(point);
    Random random = new Random(2);
    Arrays.setAll(point, i -> point[i] + 0.05 * random.nextGaussian());
    double[] expected = gradient(both.get(0), point);
    double[] actual = gradient(both.get(1), point);
    double length = Math.sqrt(DoubleStream.of(expected).map(x -> x * x).sum());
    assertThat(actual).containsExactly(expected, within(RELATIVE * length));

    double[] statistics = statistics(both.get(0), point);
    assertThat(statistics(both.get(1), point)).containsExactly(statistics, within(1e-4));
    assertThat(scores(both.get(1), point, statistics))
        .containsExactly(scores(both.get(0), point, statistics), within(1e-4));
  }

  private static List<Block> rows(Shape input) {
    Random random = new Random(1);
    double[] labels = random.ints(ROWS, 0, 10).asDoubleStream().toArray();
    double[] values =
        random.doubles((long) ROWS * input.size(), -1, 1).toArray();
    return new ArrayList<>(
        List.of(new Block(0, 0, input.size(), labels, null, null, null, values)));
  }

  private static ShardedNetwork problem(UntrainedNetwork network) {
    return network.problem(
        new NetworkTask(
            NetworkTask.Loss.SOFTMAX, LabelScale.NONE, ROWS, ROWS, 1, 0, 0, false, 1));
  }

  private static double[] gradient(UntrainedNetwork network, double[] point) {
    ShardRequest request = new ShardRequest();
    request.kind = ShardRequest.Kind.EVALUATE;
    request.point = point;
    request.to = ShardRequest.ALL_ROWS;
    double[] result = new double[point.length + 1];
    problem(network).shard(0, rows(network.input()), false).answer(request, result);
    return result;
  }

  private static double[] statistics(UntrainedNetwork network, double[] point) {
    ShardedNetwork problem = problem(network);
    return problem.hasStatistics()
        ? problem.statistics(0, rows(network.input()), point).values()
        : new double[0];
  }

  private static double[] scores(
      UntrainedNetwork network, double[] point, double[] statistics) {
    Block block = rows(network.input()).get(0);
    try (NetworkScoring scoring = network.trained(point, statistics).scoring(1)) {
      int at = scoring.next();
      for (int i = 0; i < block.width; i++) {
        scoring.values()[at + i] = (float) block.values.at(i);
      }
      return scoring.scores()[0];
    }
  }
}
