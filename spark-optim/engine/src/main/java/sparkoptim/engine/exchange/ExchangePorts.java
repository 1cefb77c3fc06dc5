// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkEnv;

/** The one port of this JVM: the first user opens it, and the last one closes it. */
public final class ExchangePorts {
  private static ExchangePort shared;
  private static int leases;

  private ExchangePorts() {}

  /** The right to use the port until it is closed. */
  public static final class Lease implements AutoCloseable {
    private final ExchangePort port;
    private final AtomicBoolean over = new AtomicBoolean();

    private Lease(ExchangePort port) {
      this.port = port;
    }

    public ExchangePort port() {
      return port;
    }

    @Override
    public void close() {
      if (over.compareAndSet(false, true)) {
        release();
      }
    }
  }

  /** Returns a lease of this executor's port. */
  public static synchronized Lease lease() throws IOException {
    if (leases == 0) {
      shared = ExchangePort.open(SparkEnv.get());
    }
    leases++;
    return new Lease(shared);
  }

  private static synchronized void release() {
    leases--;
    if (leases == 0) {
      shared.close();
      shared = null;
    }
  }
}
