// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sparkoptim.core.ranks.Route;
import sparkoptim.engine.exchange.RoundToken;
import sparkoptim.engine.exchange.WireFormat;

final class RoundPlanTest {
  private static final int NODES = 512;

  private static RoundPlan plan(RoundPlan.Work work) {
    List<TaskRegistration> tasks = new ArrayList<>();
    for (int task = 0; task < NODES; task++) {
      tasks.add(registration(task));
    }
    return RoundPlan.of(work, tasks, RoundToken.random("round"));
  }

  private static TaskRegistration registration(int task) {
    String host = "ip-10-12-%d-%d.eu-central-1.compute.internal".formatted(task / 250, task % 250);
    String address = "10.12.%d.%d".formatted(task / 250, task % 250);
    int[] shards = IntStream.range(4 * task, 4 * task + 4).toArray();
    return new TaskRegistration(
        "round", task, "e" + task, host, address, 40_000 + 7 * task, "Java", shards);
  }

  private static RoundPlan.Work work(int dimension, boolean sparse, WireFormat wire) {
    return new RoundPlan.Work(dimension, 4 * NODES, sparse, wire);
  }

  /** The driver sends all plans by itself, at the beginning of every round. */
  @Test
  void task_manyNodes_knowsItsNeighboursInFewBytes() throws IOException {
    RoundPlan plan = plan(work(123, false, WireFormat.DOUBLE));
    long bytes = 0;
    for (int task = 0; task < NODES; task++) {
      byte[] travels = plan.task(registration(task)).bytes();
      bytes += travels.length;
      TaskPlan came = TaskPlan.of(travels);
      assertThat(came.layout()).isEqualTo(plan.layout());
      assertThat(came.rank()).isEqualTo(plan.rankOfPartition()[task]);
      assertThat(came.nodes()[came.node()].executorId()).isEqualTo("e" + task);
      int[] known =
          IntStream.range(0, NODES)
              .filter(node -> node != came.node() && came.nodes()[node] != null)
              .toArray();
      assertThat(known).containsExactlyInAnyOrder(Route.neighbours(NODES, came.node()));
    }
    assertThat(bytes).isLessThan(1_000_000);
  }

  @Test
  void task_whereAllMeet_knowsAll() {
    for (RoundPlan.Work work :
        List.of(
            work(100_000, false, WireFormat.DOUBLE),
            work(100_000, true, WireFormat.DOUBLE),
            work(123, false, WireFormat.SINGLE))) {
      TaskPlan task = plan(work).task(registration(3));
      assertThat(task.nodes()).doesNotContainNull().hasSize(NODES);
      assertThat(task.layout().split()).isEqualTo(!work.sparse() && work.dimension() == 100_000);
    }
  }
}
