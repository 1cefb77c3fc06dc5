// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

/**
 * The order in which nodes meet two by two: a round-robin tournament, so nobody waits in a ring.
 */
final class PeerOrder {
  private PeerOrder() {}

  /** Returns the nodes that one node meets, in its order. */
  static int[] of(int nodes, int me) {
    int[] peers = new int[nodes - 1];
    int circle = nodes % 2 == 0 ? nodes - 1 : nodes;
    int count = 0;
    for (int day = 0; day < circle; day++) {
      int peer = me == circle ? alone(day, circle) : Math.floorMod(day - me, circle);
      if (peer == me) {
        peer = circle;
      }
      if (peer < nodes && peer != me) {
        peers[count++] = peer;
      }
    }
    return peers;
  }

  /**
   * Returns the node without a partner in the circle on a day: {@code 2 i = day}; it meets the node
   * outside.
   */
  private static int alone(int day, int circle) {
    return day % 2 == 0 ? day / 2 : (day + circle) / 2;
  }
}
