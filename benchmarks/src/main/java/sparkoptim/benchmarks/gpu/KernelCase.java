// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import sparkoptim.core.Snapshot;
import sparkoptim.core.data.Block;
import sparkoptim.core.device.Device;
import sparkoptim.core.network.Precision;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * One problem, all that a group can be asked of it, and what the answers have to be.
 *
 * @param oracle what all shards together answer
 * @param touches whether mini-batches are summed along the coordinates that they touch
 */
record KernelCase(
    String name, ShardedProblem problem, List<List<Block>> shards, Oracle oracle, boolean touches) {
  private static final int EPOCH = 3;

  /** Computes the answer of all shards together. */
  @FunctionalInterface
  interface Oracle {
    double[] of(ShardRequest request);
  }

  @Override
  public String toString() {
    return name;
  }

  /** Returns a group of all shards in single precision. */
  ShardGroup open(Device device) {
    return device.group(problem, Precision.SINGLE, 0, shards, true);
  }

  /**
   * Returns the largest relative difference of an answer from the oracle, in the norm of the
   * gradient.
   */
  double difference(Device device, Precision precision) {
    double largest = 0;
    try (ShardGroup group = device.group(problem, precision, 0, shards, true)) {
      for (ShardRequest request : requests()) {
        double[] answer = ask(group, request);
        largest = Math.max(largest, difference(answer, oracle.of(request)));
      }
    }
    return largest;
  }

  private double[] ask(ShardGroup group, ShardRequest request) {
    double[] answer = new double[problem.dimension() + 1];
    if (!request.allRows() && touches) {
      IndexSlots slots = new IndexSlots(problem.dimension());
      group.touch(request, slots);
      double[] touched = new double[slots.count() + 1];
      group.answerTouched(request, 0, group.size(), slots.count(), touched);
      for (int i = 0; i < slots.count(); i++) {
        answer[slots.indices()[i]] = touched[i];
      }
      answer[answer.length - 1] = touched[slots.count()];
    } else {
      group.answer(request, 0, group.size(), answer);
    }
    return answer;
  }

  private static double difference(double[] answer, double[] wanted) {
    int last = answer.length - 1;
    double off = 0;
    double norm = 0;
    for (int i = 0; i < last; i++) {
      off += Math.pow(answer[i] - wanted[i], 2);
      norm += wanted[i] * wanted[i];
    }
    double ofLoss = Math.abs(answer[last] - wanted[last]) / Math.abs(wanted[last]);
    double difference = Math.max(Math.sqrt(off / norm), ofLoss);
    return Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
  }

  /**
   * Returns whether two groups of half the shards give the same bits as one of all, and one the
   * same bits twice; with one shard only the latter.
   */
  boolean sameBits(Device device, Precision precision) {
    int half = shards.size() / 2;
    List<double[]> whole = new ArrayList<>();
    List<double[]> again = new ArrayList<>();
    List<double[]> left = new ArrayList<>();
    List<double[]> right = new ArrayList<>();
    answers(device, precision, 0, shards, whole);
    answers(device, precision, 0, shards, again);
    if (half > 0) {
      answers(device, precision, 0, shards.subList(0, half), left);
      answers(device, precision, half, shards.subList(half, shards.size()), right);
    }
    for (int i = 0; i < whole.size(); i++) {
      for (int j = 0; j < whole.get(i).length; j++) {
        double one = whole.get(i)[j];
        boolean same = one == again.get(i)[j];
        if (!same || (half > 0 && one != left.get(i)[j] + right.get(i)[j])) {
          return false;
        }
      }
    }
    return true;
  }

  private void answers(
      Device device, Precision precision, int first, List<List<Block>> some, List<double[]> to) {
    try (ShardGroup group = device.group(problem, precision, first, some, true)) {
      for (ShardRequest request : requests()) {
        double[] answer = new double[problem.dimension() + 1];
        group.answer(request, 0, group.size(), answer);
        to.add(answer);
      }
    }
  }

  /**
   * Returns the requests in this order: later ones rely on what the group remembers of earlier
   * ones.
   */
  private List<ShardRequest> requests() {
    long rows = problem.rows();
    double[] point = point(1);
    double[] snapshot = point(2);
    double[] other = point(3);
    return List.of(
        request(ShardRequest.Kind.EVALUATE, point, null, 0, 0, -1),
        request(ShardRequest.Kind.FULL_GRADIENT, snapshot, snapshot, 1, 0, -1),
        request(ShardRequest.Kind.EVALUATE, point, snapshot, 1, 0, -1),
        request(ShardRequest.Kind.EVALUATE, point, null, 0, rows / 5, rows / 2),
        request(ShardRequest.Kind.EVALUATE, point, snapshot, 1, rows / 3, rows),
        request(ShardRequest.Kind.EVALUATE, point, other, Snapshot.FLEETING, 0, rows / 3),
        request(ShardRequest.Kind.EVALUATE, point, other, 2, 1, rows / 2),
        request(ShardRequest.Kind.FULL_GRADIENT, other, other, Snapshot.FLEETING, 0, -1));
  }

  private static ShardRequest request(
      ShardRequest.Kind kind, double[] point, double[] snapshot, long memory, long from, long to) {
    ShardRequest request = new ShardRequest();
    request.kind = kind;
    request.point = point;
    request.snapshot = snapshot;
    request.memory = memory;
    request.coefficient = snapshot == null || kind == ShardRequest.Kind.FULL_GRADIENT ? 0 : 0.7;
    request.epoch = EPOCH;
    request.from = from;
    request.to = to;
    return request;
  }

  private double[] point(long seed) {
    double scale = 1 / Math.sqrt(shards.get(0).get(0).width);
    return new Random(seed)
        .doubles(problem.dimension(), -1, 1)
        .map(value -> scale * value)
        .toArray();
  }
}
