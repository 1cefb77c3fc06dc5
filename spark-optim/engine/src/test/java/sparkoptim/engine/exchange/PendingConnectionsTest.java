// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PendingConnectionsTest {
  /** A connection that says nothing. */
  private static final class Silent implements PendingStream {
    private final String address;
    private boolean closed;

    Silent(String address) {
      this.address = address;
    }

    @Override
    public String address() {
      return address;
    }

    @Override
    public void send(ByteBuffer bytes) {}

    @Override
    public ByteStream open() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /** Executors of a large round that wait for this one, while another host floods the port. */
  @Test
  void admit_floodFromOneHost_evictsThatHostsOwnAlone() {
    PendingConnections pending = new PendingConnections(Duration.ofMinutes(5));
    List<Silent> peers = new ArrayList<>();
    for (int peer = 0; peer < 100; peer++) {
      peers.add(new Silent("/10.0.0.%d:4%03d".formatted(peer, peer)));
      assertThat(pending.admit(peers.get(peer)).isOver()).isFalse();
    }
    List<Silent> flood = new ArrayList<>();
    for (int guest = 0; guest < 4 * PendingConnections.MOST; guest++) {
      flood.add(new Silent("/10.9.9.9:%d".formatted(10_000 + guest)));
      assertThat(pending.admit(flood.get(guest)).isOver()).isFalse();
    }
    assertThat(peers).noneMatch(peer -> peer.closed);
    int left = PendingConnections.MOST - peers.size();
    assertThat(flood.stream().filter(guest -> !guest.closed)).hasSize(left);
    assertThat(flood.subList(0, flood.size() - left)).allMatch(guest -> guest.closed);
    pending.close();
  }

  /** Of executors alone, one each host, the oldest goes; it dials again. */
  @Test
  void admit_manyHosts_evictsTheOldest() {
    PendingConnections pending = new PendingConnections(Duration.ofMinutes(5));
    List<Silent> peers = new ArrayList<>();
    for (int peer = 0; peer <= PendingConnections.MOST; peer++) {
      peers.add(new Silent("/10.0.%d.%d:40000".formatted(peer / 200, peer % 200)));
      assertThat(pending.admit(peers.get(peer)).isOver()).isFalse();
    }
    assertThat(peers.get(0).closed).isTrue();
    assertThat(peers.subList(1, peers.size())).noneMatch(peer -> peer.closed);
    pending.close();
  }
}
