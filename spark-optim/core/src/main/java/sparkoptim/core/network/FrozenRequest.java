// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import sparkoptim.core.sharded.ShardRequest;

/**
 * Requests as the whole network gets them, with the frozen coordinates of the start. It has its
 * points from the first request to the last, so that a step makes none. Used by one thread at a
 * time, as what answers is.
 */
final class FrozenRequest {
  private final boolean[] frozen;
  private final double[] start;
  private final ShardRequest asked = new ShardRequest();
  private final double[] point;
  private double[] snapshot;

  FrozenRequest(boolean[] frozen, double[] start) {
    this.frozen = frozen;
    this.start = start;
    point = new double[start.length];
  }

  /** Returns the request at the restored points, until the next one. */
  ShardRequest of(ShardRequest request) {
    asked.set(request);
    if (request.point != null) {
      asked.point = restored(request.point, point);
    }
    if (request.snapshot != null) {
      snapshot = snapshot == null ? new double[start.length] : snapshot;
      asked.snapshot = restored(request.snapshot, snapshot);
    }
    return asked;
  }

  private double[] restored(double[] from, double[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
    restore(to, frozen, start);
    return to;
  }

  /** Makes gradients of frozen coordinates 0 in the answer to the last request. */
  void finish(double[] result) {
    if (asked.kind != ShardRequest.Kind.BATCH_WEIGHTS) {
      zeros(result, frozen);
    }
  }

  /** Puts the frozen values of the start into a point. */
  static void restore(double[] point, boolean[] frozen, double[] start) {
    for (int i = 0; i < frozen.length; i++) {
      point[i] = frozen[i] ? start[i] : point[i];
    }
  }

  /** Puts 0 in frozen places, and returns the same array. */
  static double[] zeros(double[] values, boolean[] frozen) {
    for (int i = 0; i < frozen.length; i++) {
      values[i] = frozen[i] ? 0 : values[i];
    }
    return values;
  }
}
