// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import sparkoptim.core.PlainText;

/**
 * Where an executor's exchange port listens.
 *
 * @param host under which other executors know this one
 * @param bind host or address on which it listens
 * @param port the first number that is tried; 0 for any that is free
 * @param retries further numbers that are tried where others have the first
 */
record ExchangeAddress(String host, String bind, int port, int retries) {
  private static final String ALL = "0.0.0.0";
  private static final String PORT = "spark.sparkoptim.port";
  private static final String BIND = "spark.sparkoptim.bindAddress";
  private static final int LEAST_PORT = 1024;
  private static final int MOST_PORT = 65_535;

  /** Opens a port of a number. */
  interface Opener<T> {
    T open(int port) throws IOException;
  }

  /** Returns the address of a host with any free port. */
  static ExchangeAddress anyPort(String host) {
    return new ExchangeAddress(host, host, 0, 0);
  }

  /**
   * Returns the address that the settings say. Where the host is that of a gateway in front of this
   * machine, it listens on all of its own addresses.
   *
   * @throws IllegalArgumentException naming a setting that is out of its range
   */
  static ExchangeAddress of(String host, SparkConf conf) {
    int port = conf.getInt(PORT, 0);
    if (port != 0 && (port < LEAST_PORT || port > MOST_PORT)) {
      throw new IllegalArgumentException(
          PORT + " must be 0 (any that is free) or from 1024 to 65535, was " + port);
    }
    String bind = conf.get(BIND, "");
    if (bind.isBlank()) {
      bind = isOwn(host) ? host : ALL;
    }
    return new ExchangeAddress(host, bind, port, port == 0 ? 0 : Utils.portMaxRetries(conf));
  }

  private static boolean isOwn(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }

  /** Returns the host as numbers; empty where this machine knows none that others could use. */
  String numbers() {
    try {
      InetAddress address = InetAddress.getByName(bind.equals(ALL) ? host : bind);
      return address.isAnyLocalAddress() ? "" : address.getHostAddress();
    } catch (UnknownHostException e) {
      return "";
    }
  }

  /**
   * Opens a port of the first number that is free.
   *
   * @throws IOException that names the settings
   */
  <T> T open(Opener<T> opener) throws IOException {
    for (int tried = 0; ; tried++) {
      int number = port + tried;
      try {
        return opener.open(number);
      } catch (IOException | RuntimeException e) {
        if (!isTaken(e) || tried >= retries || number >= MOST_PORT) {
          throw new IOException(message(number, e), e);
        }
      }
    }
  }

  private static boolean isTaken(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException
          || cause.getClass().getName().endsWith("NativeIoException")) {
        return true;
      }
    }
    return false;
  }

  private String message(int last, Exception e) {
    String ports =
        port == 0
            ? "a free port"
            : last == port
                ? PlainText.of("port %d (%s)", port, PORT)
                : PlainText.of("ports %d to %d (%s, spark.port.maxRetries)", port, last, PORT);
    return "cannot listen on %s, %s: %s; set %s or %s to what this machine has"
        .formatted(bind, ports, e.getMessage(), BIND, PORT);
  }
}
