// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports and addresses that the settings of a cluster name. */
@Timeout(60)
final class ExchangeAddressTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** A name that no machine has: RFC 2606. */
  private static final String NOBODY = "executor.invalid";

  private static ExchangePort open(Kind kind, ExchangeAddress address) throws IOException {
    return kind == Kind.SOCKETS
        ? ExchangePort.overSockets(address, LIMIT)
        : ExchangePort.overSpark(address, Kind.conf(true), Kind.secret("a secret"));
  }

  private static ExchangeAddress address(String... settings) {
    SparkConf conf = new SparkConf(false);
    for (int i = 0; i < settings.length; i += 2) {
      conf.set("spark." + settings[i], settings[i + 1]);
    }
    return ExchangeAddress.of(Kind.HOST, conf);
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, mode = Mode.EXCLUDE, names = "AUTHENTICATED")
  void open_portOfTheSettings_takesItOrTheNextFreeOne(Kind kind) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      ExchangeAddress settings =
          address("sparkoptim.port", Integer.toString(port), "port.maxRetries", "20");
      try (ExchangePort first = open(kind, settings);
          ExchangePort second = open(kind, settings)) {
        assertThat(first.port()).isBetween(port + 1, port + 20);
        assertThat(second.port()).isBetween(first.port() + 1, port + 20);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, mode = Mode.EXCLUDE, names = "AUTHENTICATED")
  void open_portThatIsTakenWithoutRetries_namesTheSettings(Kind kind) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ExchangeAddress settings =
          address(
              "sparkoptim.port", Integer.toString(taken.getLocalPort()), "port.maxRetries", "0");
      assertThatThrownBy(() -> open(kind, settings))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1, port " + taken.getLocalPort())
          .hasMessageContaining("spark.sparkoptim.port")
          .hasMessageContaining("spark.sparkoptim.bindAddress");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "80", "65536"})
  void of_portOutOfRange_isRefused(String port) {
    assertThatThrownBy(() -> address("sparkoptim.port", port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "spark.sparkoptim.port must be 0 (any that is free) or from 1024 to 65535, was "
                + port);
  }

  @Test
  void of_bindAddress_listensThereAndIsKnownByItsHost() throws IOException {
    ExchangeAddress settings = address("sparkoptim.bindAddress", "0.0.0.0");
    try (ExchangePort port = open(Kind.SOCKETS, settings)) {
      assertThat(port.host()).isEqualTo(Kind.HOST);
      assertThat(port.address()).isEqualTo(Kind.HOST);
    }
  }

  /** A gateway's address, or a name that means something to others only. */
  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", NOBODY})
  void of_hostThatIsNotThisMachine_listensOnAllAddresses(String host) {
    assertThat(ExchangeAddress.of(host, new SparkConf(false)).bind()).isEqualTo("0.0.0.0");
    assertThat(address().bind()).isEqualTo(Kind.HOST);
  }

  @ParameterizedTest
  @EnumSource(value = Kind.class, mode = Mode.EXCLUDE, names = "AUTHENTICATED")
  void connect_hostThatOthersCannotResolve_usesTheAddressBehindIt(Kind kind) throws Exception {
    try (ExchangePort zero = kind.open();
        ExchangePort one = kind.open()) {
      List<Peer> peers =
          List.of(
              new Peer("0", NOBODY, zero.port(), zero.address()),
              new Peer("1", NOBODY, one.port(), one.address()));
      RoundToken token = RoundToken.random("a round");
      List<ExchangePort> ports = List.of(zero, one);
      Together.run(
          2,
          node -> {
            Link[] links =
                ports
                    .get(node)
                    .connect(token, node, peers, WireFormat.DOUBLE, Nodes.waitLimit(10_000));
            double[] in = new double[1];
            links[1 - node].sendReceive(new double[] {node}, 0, 1, in, 0, 1);
            assertThat(in[0]).isEqualTo(1 - node);
            links[1 - node].close();
            return null;
          });
    }
  }

  @Test
  void connect_hostAndAddressThatLeadNowhere_saysBoth() throws Exception {
    try (ExchangePort port = Kind.SOCKETS.open()) {
      List<Peer> peers =
          List.of(new Peer("0", Kind.HOST, port.port()), new Peer("1", NOBODY, 1, "127.0.0.1"));
      RoundToken token = RoundToken.random("a round");
      assertThatThrownBy(
              () -> port.connect(token, 0, peers, WireFormat.DOUBLE, Nodes.waitLimit(10_000)))
          .hasMessageContaining("executor 1 at executor.invalid:1")
          .hasMessageContaining("the host is unknown; nor at 127.0.0.1, as it calls itself");
    }
  }
}
