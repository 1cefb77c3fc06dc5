// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.data.Block;
import sparkoptim.core.linear.LinearProblem;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardedObjective;
import sparkoptim.core.sharded.ShardsInTurn;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.SampleRows;

final class RankCollectiveTest {
  private static final int SHARDS = 8;

  /** Wide, so that several ranks hold several blocks of coordinates. */
  private static final LinearCase CASE =
      LinearCase.logistic().of(SampleRows.random(97, 450, 2, 0.1, 3)).in(SHARDS).penalised(0.02);

  private static Stream<Layout> layouts() {
    int dimension = CASE.problem().dimension();
    List<List<Integer>> nodes =
        List.of(
            List.of(1),
            List.of(2),
            List.of(3),
            List.of(4),
            List.of(1, 1),
            List.of(2, 2),
            List.of(1, 2),
            List.of(1, 1, 1),
            List.of(2, 1, 3),
            List.of(1, 1, 1, 1),
            List.of(1, 2, 1, 1, 1, 1));
    return nodes.stream()
        .flatMap(
            ranks ->
                Stream.of(
                    new Layout(dimension, SHARDS, ranks, false),
                    new Layout(dimension, SHARDS, ranks, true)));
  }

  private static double[] alone(LinearCase problem, String method, long batch, long steps) {
    Loop loop = loop(method, problem.objective(batch), steps, new double[451]);
    loop.forEachRemaining(step -> {});
    return loop.served();
  }

  private static Loop loop(String method, ShardedObjective objective, long steps, double[] point) {
    return new Loop(OptimMethod.parse(method), objective, steps, 0, point);
  }

  private static double[] together(
      Layout layout, LinearCase problem, String method, long batch, long steps)
      throws InterruptedException {
    double[] served = new double[layout.dimension()];
    Threads.run(
        layout,
        (node, rank) -> {
          RankCollective collective = collective(problem, node, rank);
          ShardedObjective objective = new ShardedObjective(problem.problem(), collective, batch);
          int size = objective.space().size();
          Loop loop = loop(method, objective, steps, new double[size]);
          loop.forEachRemaining(step -> {});
          double[] part = loop.served();
          synchronized (served) {
            System.arraycopy(part, 0, served, objective.space().offset(), size);
          }
        });
    return served;
  }

  private static RankCollective collective(LinearCase problem, ExecutorNode node, int rank) {
    LinearProblem settings = problem.problem();
    List<List<Block>> blocks = problem.blocks();
    List<ShardFunction> functions = new ArrayList<>();
    Layout layout = node.layout;
    for (int shard = layout.firstShard(rank); shard < layout.firstShard(rank + 1); shard++) {
      functions.add(settings.shard(shard, blocks.get(shard), true));
    }
    return RankCollective.of(node, rank, new ShardsInTurn(functions), waited -> {});
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void train_anyLayout_hasTheBitsOfOneRank(Layout layout) throws InterruptedException {
    LinearCase l1 = CASE.withL1(0.001);
    List<String> methods =
        List.of(
            "svrg + sgd + bb(0.1)",
            "svrg + local + bb(0.05, 0.01, 0.5)",
            "plain + local + constant(0.05)",
            "sampled-newton + constant(1)",
            "sampled-newton(metric=diagonal) + constant(1)",
            "step-tuned + constant(0.1) + ema(0.9)",
            "clip(sarah(4), norm=0.2) + sgd + constant(0.1)",
            "adamw + cosine(0.01) + swa",
            "adam + constant(0.01)");
    for (String method : methods) {
      long batch = method.contains("local") || method.contains("newton") ? 0 : 20;
      LinearCase problem = method.startsWith("adam +") ? l1 : CASE;
      double[] expected = alone(problem, method, batch, 12);
      assertThat(expected).doesNotContain(Double.NaN).isNotEqualTo(new double[451]);
      double[] served = together(layout, problem, method, batch, 12);
      assertThat(served).as(method).isEqualTo(expected);
    }
  }

  /** Each rank solves the whole model, from gathered parts. */
  @ParameterizedTest
  @MethodSource("layouts")
  void train_proximalNewtonOnAnyLayout_hasTheBitsOfOneRank(Layout layout)
      throws InterruptedException {
    LinearCase l1 = CASE.withL1(0.01);
    String method = "sampled-newton(memory=2) + constant(1)";
    double[] expected = alone(l1, method, 0, 8);
    assertThat(expected).doesNotContain(Double.NaN).contains(0);
    assertThat(together(layout, l1, method, 0, 8)).isEqualTo(expected);
  }

  /** Every rank holds whole vectors, and tells the others what its rows touch. */
  @ParameterizedTest
  @MethodSource("layouts")
  void train_sparseBatchesOnAnyLayout_haveTheBitsOfOneRank(Layout layout)
      throws InterruptedException {
    LinearCase rows = CASE.of(SampleRows.random(97, 450, 2, 0.01, 3)).inSparseBatches();
    List<LinearCase> problems = List.of(rows, rows.withoutPenalty(), rows.withL1(0.001));
    List<String> methods =
        List.of(
            "sgd + linear(0.4, 0)",
            "adagrad + constant(0.2)",
            "svrg + sgd + bb(0.1)",
            "l-svrg + sgd + constant(0.1)",
            "svrg + adam + constant(0.01)",
            "clip(sarah(4), norm=0.2) + sgd + constant(0.1)");
    for (LinearCase problem : problems) {
      for (String method : methods) {
        double[] expected = alone(problem, method, 8, 30);
        assertThat(expected).doesNotContain(Double.NaN).isNotEqualTo(new double[451]);
        if (problem.objective(8).sparse() && !layout.split()) {
          assertThat(together(layout, problem, method, 8, 30)).as(method).isEqualTo(expected);
        }
      }
    }
    if (layout.split() && layout.ranks() > 1) {
      assertThatThrownBy(() -> together(layout, rows, methods.get(0), 8, 30))
          .hasRootCauseMessage(
              "mini-batches of sparse rows need ranks that hold whole vectors, not parts");
    }
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void vote_overSparseSums_endsAllAtOneStep(Layout layout) throws InterruptedException {
    LinearCase rows = CASE.of(SampleRows.random(97, 450, 2, 0.01, 3)).inSparseBatches();
    endsAtOneStep(layout.whole(), rows, 8);
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void dots_moreThanTravelTogether_areAllRight(Layout layout) throws InterruptedException {
    Random random = new Random(4);
    double[][] vectors = new double[11][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = random.doubles(layout.dimension(), -1e3, 1e3).toArray();
    }
    double[] expected = new double[11];
    new sparkoptim.core.WholeSpace(layout.dimension()).dots(vectors[0], vectors, expected);
    Threads.run(
        layout,
        (node, rank) -> {
          RankCollective collective = collective(CASE, node, rank);
          int from = collective.space().offset();
          double[][] parts = new double[vectors.length][];
          for (int i = 0; i < parts.length; i++) {
            parts[i] =
                java.util.Arrays.copyOfRange(vectors[i], from, from + collective.space().size());
          }
          for (int again = 0; again < 3; again++) {
            double[] results = new double[vectors.length];
            collective.space().dots(parts[0], parts, results);
            assertThat(results).isEqualTo(expected);
          }
        });
  }

  /** More ranges than travel together, across the borders of ranks and of blocks. */
  @ParameterizedTest
  @MethodSource("layouts")
  void rangeDots_onRanks_haveTheBitsOfTheWhole(Layout layout) throws InterruptedException {
    int dimension = layout.dimension();
    Random random = new Random(5);
    double[] a = random.doubles(dimension, -1e3, 1e3).toArray();
    double[] b = random.doubles(dimension, -1e3, 1e3).toArray();
    int[] starts = new int[12];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = (int) ((long) dimension * i * i / 121);
    }
    double[] expected = new double[11];
    new sparkoptim.core.WholeSpace(dimension).rangeDots(a, b, starts, expected);
    Threads.run(
        layout,
        (node, rank) -> {
          RankCollective collective = collective(CASE, node, rank);
          int from = collective.space().offset();
          int to = from + collective.space().size();
          double[] results = new double[11];
          for (int again = 0; again < 3; again++) {
            collective
                .space()
                .rangeDots(
                    java.util.Arrays.copyOfRange(a, from, to),
                    java.util.Arrays.copyOfRange(b, from, to),
                    starts,
                    results);
            assertThat(results).isEqualTo(expected);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("layouts")
  void vote_ofTheFirstRank_endsAllAtOneStep(Layout layout) throws InterruptedException {
    endsAtOneStep(layout, CASE, 20);
  }

  private static void endsAtOneStep(Layout layout, LinearCase problem, long batch)
      throws InterruptedException {
    Threads.run(
        layout,
        (node, rank) -> {
          RankCollective collective = collective(problem, node, rank);
          ShardedObjective objective = new ShardedObjective(problem.problem(), collective, batch);
          int size = objective.space().size();
          Loop loop = loop("sgd + constant(0.1)", objective, 40, new double[size]);
          int steps = 0;
          while (!collective.agreed()) {
            if (steps == 5) {
              collective.vote();
            }
            loop.next();
            steps++;
          }
          assertThat(steps).isEqualTo(6);
        });
  }

  @Test
  void meet_anotherRankFails_endsTheWait() {
    Layout layout = new Layout(CASE.problem().dimension(), SHARDS, List.of(3), false);
    assertThatThrownBy(
            () ->
                Threads.run(
                    layout,
                    (node, rank) -> {
                      if (rank == 1) {
                        throw new IllegalStateException("no disk");
                      }
                      node.barrier(rank, waited -> {});
                    }))
        .hasRootCauseMessage("no disk");
  }

  @Test
  void meet_checkThrows_endsTheWait() {
    Layout layout = new Layout(CASE.problem().dimension(), SHARDS, List.of(2), false);
    assertThatThrownBy(
            () ->
                Threads.run(
                    layout,
                    (node, rank) -> {
                      if (rank == 0) {
                        node.barrier(
                            rank,
                            waited -> {
                              throw new IllegalStateException("cancelled");
                            });
                      }
                    }))
        .hasRootCauseMessage("cancelled");
  }

  @Test
  void layout_moreRanksThanShards_isRefused() {
    assertThatThrownBy(() -> new Layout(10, 2, List.of(2, 1), false))
        .hasMessage("ranks must be 1 to the number of shards, 2, was 3");
  }
}
