// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

/** The connections of a node with all others. Used by one thread at a time. */
public interface PeerExchange {
  /**
   * Sends values and receives values, both at once. The other node calls it with the counts
   * exchanged.
   *
   * @throws java.io.UncheckedIOException naming the other node where it is lost or late
   */
  void sendReceive(
      int node, double[] out, int outFrom, int outCount, double[] in, int inFrom, int inCount);

  /**
   * Narrows values as they travel, where they do not travel as they are: what is sent and also used
   * here has to be the same everywhere.
   */
  default void round(double[] values, int from, int count) {}

  /** Returns whether values travel as floats. */
  default boolean narrows() {
    return false;
  }
}
