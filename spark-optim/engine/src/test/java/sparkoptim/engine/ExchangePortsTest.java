// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import sparkoptim.engine.exchange.ExchangePort;
import sparkoptim.engine.exchange.ExchangePorts;

final class ExchangePortsTest {
  @Test
  void lease_severalAtOnce_shareAPortThatTheLastCloses() throws Exception {
    assertThat(LocalSpark.context().isLocal()).isTrue(); // The port belongs to a running Spark.
    ExchangePort port;
    try (ExchangePorts.Lease first = ExchangePorts.lease()) {
      port = first.port();
      try (ExchangePorts.Lease second = ExchangePorts.lease()) {
        assertThat(second.port()).isSameAs(port);
      }
      assertThat(answers(port)).isTrue();
    }
    assertThat(answers(port)).isFalse();
    try (ExchangePorts.Lease next = ExchangePorts.lease()) {
      assertThat(next.port()).isNotSameAs(port);
    }
  }

  private static boolean answers(ExchangePort port) throws IOException {
    try (Socket socket = new Socket(port.host(), port.port())) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }
}
