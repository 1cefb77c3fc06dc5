// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;

/** A class of somebody else's: it runs code when it is loaded, made or read. */
final class Trap implements Serializable {
  private static final long serialVersionUID = 1L;

  static {
    Sprung.COUNT.incrementAndGet();
  }

  @SuppressWarnings("BanSerializableRead") // this is the attack
  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    Sprung.COUNT.incrementAndGet();
    in.defaultReadObject();
  }

  /** How often it ran; outside, as looking at the trap would spring it. */
  static final class Sprung {
    static final AtomicInteger COUNT = new AtomicInteger();

    private Sprung() {}
  }
}
