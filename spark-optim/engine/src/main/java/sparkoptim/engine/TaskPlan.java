// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import sparkoptim.core.ranks.Layout;
import sparkoptim.engine.exchange.Peer;
import sparkoptim.engine.exchange.RoundToken;

/**
 * What one task of a round has to know. Of many nodes it meets few, so the driver does not send all
 * addresses to everyone.
 *
 * @param layout of ranks, shards and coordinates
 * @param rank the task's own
 * @param node that the rank belongs to
 * @param nodes ports of the nodes that it meets and its own; null in the places of others
 * @param token that executors show each other
 */
record TaskPlan(Layout layout, int rank, int node, Peer[] nodes, RoundToken token)
    implements Serializable {

  /** Returns it as it travels: bytes, as an executor's RPC knows no classes of the application. */
  byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(new DeflaterOutputStream(bytes))) {
      objects.writeObject(this);
    }
    return bytes.toByteArray();
  }

  /** Returns the plan of some bytes, which came from this application's driver. */
  static TaskPlan of(byte[] bytes) {
    try (ObjectInputStream objects =
        new ObjectInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
      return (TaskPlan) objects.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("the round's plan cannot be read: " + e, e);
    }
  }
}
