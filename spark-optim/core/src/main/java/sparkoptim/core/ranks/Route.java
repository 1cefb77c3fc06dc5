// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

/**
 * The way that sums take between nodes. The bits of a sum are the same on every way.
 *
 * @param oneHop all nodes tell all others what they have
 * @param halvings levels of the {@link Hypercube} at which nodes swap halves of a sum, not all of
 *     it: half the bytes, and another meeting on the way back
 */
public record Route(boolean oneHop, int halvings) {
  /**
   * Seconds that a message takes from node to node, in a data centre's network: most of them
   * latency, 9 us the processor's, as bin/bench exchange measures.
   */
  private static final double MESSAGE = 50e-6;

  /** Seconds that a value takes over 10 Gb/s. */
  private static final double VALUE = 8 * Double.BYTES / 10e9;

  /** Seconds of adding a value that came. */
  private static final double ADDITION = 0.5e-9;

  /** Of fewer nodes each has as many meetings over the hypercube as with all others, or more. */
  private static final int LEAST_NODES = 4;

  /** The way of {@link PeerOrder}. */
  public static final Route ONE_HOP = new Route(true, 0);

  /** Returns the way over the hypercube. */
  public static Route hypercube(int halvings) {
    return new Route(false, halvings);
  }

  /** Returns the fastest way for sums of a length among a number of nodes. */
  static Route of(int nodes, int length) {
    if (nodes < LEAST_NODES) {
      return ONE_HOP;
    }
    Route best = hypercube(0);
    for (int halvings = 1; halvings <= Hypercube.levels(nodes); halvings++) {
      Route other = hypercube(halvings);
      if (other.seconds(nodes, length) < best.seconds(nodes, length)) {
        best = other;
      }
    }
    return best;
  }

  /** Returns the nodes that a node meets in whole sums of doubles, whatever their length. */
  public static int[] neighbours(int nodes, int node) {
    return nodes < LEAST_NODES
        ? PeerOrder.of(nodes, node)
        : new Hypercube(nodes, node).neighbours();
  }

  /** Returns about how long a sum takes, one subtree a node. */
  double seconds(int nodes, int length) {
    if (oneHop) {
      return (nodes - 1) * (meeting(length) + length * ADDITION);
    }
    int levels = Hypercube.levels(nodes);
    double seconds = 0;
    double values = length;
    for (int level = 0; level < levels; level++) {
      if (level < halvings) {
        values /= 2;
        seconds += meeting(values);
      }
      seconds += meeting(values) + values * ADDITION;
    }
    boolean pairs = 1 << levels < nodes;
    return seconds + (pairs ? 2 * meeting(length) + length * ADDITION : 0);
  }

  private static double meeting(double values) {
    return MESSAGE + values * VALUE;
  }
}
