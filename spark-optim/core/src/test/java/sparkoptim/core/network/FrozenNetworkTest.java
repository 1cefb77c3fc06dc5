// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sparkoptim.core.CurvatureSample;
import sparkoptim.core.data.Block;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardedProblem;

final class FrozenNetworkTest {
  private static final double[] START = {1, 2, 3, 4};
  private static final boolean[] FROZEN = {true, false, true, false};
  private static final double[] MOVED = {10, 20, 30, 40};

  private final Echo echo = new Echo(new ArrayList<>());
  private final FrozenNetwork network = new FrozenNetwork(echo, FROZEN, START);

  /** A network of four parameters that answers with the point and the snapshot's sum. */
  private record Echo(List<double[]> points) implements ShardedNetwork {
    @Override
    public int dimension() {
      return START.length;
    }

    @Override
    public NetworkTerms terms() {
      return new NetworkTerms(1, 1, 1, 1, 0, 0, false, 1);
    }

    @Override
    public boolean[] matrices() {
      return new boolean[] {true, true, false, false};
    }

    @Override
    public double[] l1Penalty() {
      return new double[] {1, 1, 1, 1};
    }

    @Override
    public boolean dividesByOwnWeights() {
      return true;
    }

    @Override
    public boolean treatsRowsAlone() {
      return true;
    }

    @Override
    public boolean hasStatistics() {
      return true;
    }

    @Override
    public NetworkStatistics statistics(int shard, List<Block> blocks, double[] point) {
      points.add(point.clone());
      return new NetworkStatistics();
    }

    @Override
    public ShardFunction shard(int index, List<Block> blocks, boolean remember) {
      return (request, result) -> {
        System.arraycopy(request.point, 0, result, 0, START.length);
        result[START.length] = request.snapshot == null ? 0 : Arrays.stream(request.snapshot).sum();
      };
    }
  }

  private static ShardRequest request(ShardRequest.Kind kind) {
    ShardRequest request = new ShardRequest();
    request.kind = kind;
    request.point = MOVED.clone();
    request.snapshot = MOVED.clone();
    return request;
  }

  @Test
  void answer_pointAndSnapshotThatMoved_areThoseOfTheStartWhereFrozen() {
    ShardRequest request = request(ShardRequest.Kind.EVALUATE);
    double[] result = new double[5];
    network.shard(0, List.of(), true).answer(request, result);
    assertThat(result).containsExactly(0, 20, 0, 40, 1 + 20 + 3 + 40);
    assertThat(request.point).containsExactly(MOVED);
    double[] sum = new double[5];
    try (ShardGroup group = network.group(0, List.of(List.of(), List.of()), true)) {
      group.answer(request, 0, 2, sum);
    }
    assertThat(sum).containsExactly(0, 40, 0, 80, 128);
  }

  /** Those are no gradients: the first sums of weights lie where frozen coordinates would. */
  @Test
  void answer_sumsOfWeights_areLeftAlone() {
    double[] result = new double[5];
    network.shard(0, List.of(), true).answer(request(ShardRequest.Kind.BATCH_WEIGHTS), result);
    assertThat(result).startsWith(1, 20, 3, 40);
    assertThat(network.dividesByOwnWeights()).isTrue();
  }

  @Test
  void statistics_pointThatMoved_areOfTheStartWhereFrozen() {
    network.statistics(0, List.of(), MOVED.clone());
    assertThat(echo.points()).containsExactly(new double[] {1, 20, 3, 40});
    assertThat(network.restored(MOVED)).containsExactly(1, 20, 3, 40);
    assertThat(network.l1Penalty()).containsExactly(0, 1, 0, 1);
    assertThat(network.decays()).containsExactly(false, true, false, false);
  }

  /** A default would answer for the wrapper, and not for the network in it. */
  @Test
  void methods_ofAProblem_areAllForwarded() throws ReflectiveOperationException {
    List<Method> all =
        Stream.of(ShardedProblem.class, ShardedNetwork.class)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
            .toList();
    assertThat(all).hasSizeGreaterThan(20);
    for (Method method : all) {
      Method ours = FrozenNetwork.class.getMethod(method.getName(), method.getParameterTypes());
      assertThat(ours.getDeclaringClass()).as(method.toString()).isEqualTo(FrozenNetwork.class);
    }
  }

  @Test
  void request_set_takesEveryFieldOver() throws ReflectiveOperationException {
    ShardRequest from = new ShardRequest();
    var fields =
        Arrays.stream(ShardRequest.class.getFields())
            .filter(field -> !Modifier.isStatic(field.getModifiers()))
            .toList();
    int number = 1;
    for (var field : fields) {
      field.set(from, value(field.getType(), number++));
    }
    ShardRequest to = new ShardRequest();
    to.set(from);
    for (var field : fields) {
      assertThat(field.get(to)).as(field.getName()).isEqualTo(field.get(from));
    }
  }

  private static Object value(Class<?> type, int number) {
    if (type == long.class) {
      return (long) number;
    }
    if (type == double.class) {
      return (double) number;
    }
    if (type == double[].class) {
      return new double[] {number};
    }
    return type == ShardRequest.Kind.class
        ? ShardRequest.Kind.CURVATURE
        : new CurvatureSample(1, 1, false, null);
  }
}
