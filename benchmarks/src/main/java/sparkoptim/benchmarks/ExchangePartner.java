// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import sparkoptim.engine.exchange.ExchangePort;
import sparkoptim.engine.exchange.RoundToken;

/** The second process of {@link ExchangeBench}: the same program in a JVM of its own. */
final class ExchangePartner implements AutoCloseable {
  private final Process process;

  /** What the second process is told: secrets, and where a plain socket waits for it. */
  record Start(RoundToken token, String secret, int plainPort) implements Serializable {}

  ExchangePartner() throws IOException {
    List<String> command = SecondJvm.command();
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add(ExchangePartner.class.getName());
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Tells the second process how to begin; its two ports, sockets first. */
  List<Integer> start(Start start) throws IOException {
    try (ObjectOutputStream out = new ObjectOutputStream(process.getOutputStream())) {
      out.writeObject(start);
    }
    BufferedReader ports = process.inputReader(StandardCharsets.UTF_8);
    return List.of(Integer.valueOf(ports.readLine()), Integer.valueOf(ports.readLine()));
  }

  /**
   * Runs the second process: it reads its settings, prints its ports, and does what the first does.
   */
  public static void main(String[] arguments) throws Exception {
    Start start;
    try (ObjectInputStream in = new ObjectInputStream(System.in)) {
      start = (Start) in.readObject();
    }
    try (ExchangePort sockets = ExchangePort.overSockets(ExchangeSide.HOST);
        ExchangePort transport = ExchangeSide.encryptedPort(start.secret())) {
      SocketChannel plain =
          SocketChannel.open(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), start.plainPort()));
      System.out.println(sockets.port());
      System.out.println(transport.port());
      List<Integer> ports = List.of(sockets.port(), transport.port());
      try (ExchangeSide side =
          ExchangeSide.connect(1, start.token(), sockets, transport, ports, plain)) {
        ExchangeSide.SIZES.forEach(side::measure);
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
