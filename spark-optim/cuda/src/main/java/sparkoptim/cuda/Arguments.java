// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The arguments of a kernel launch, outside the heap. Every value has eight bytes of its own, of
 * which a smaller type takes the low ones; a struct of such values is several in a row. Reused; no
 * allocation.
 */
final class Arguments {
  private static final int MOST = 64;

  private final LongBuffer values = room();
  private final LongBuffer places = room();
  private final long valuesAt = addressOf(values);
  private final PointerPointer<Pointer> pointer = new Address.OfPointers().at(addressOf(places));
  private int filled;
  private int count;

  private static LongBuffer room() {
    return ByteBuffer.allocateDirect(MOST * Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }

  private static long addressOf(LongBuffer buffer) {
    return new Pointer(buffer).address();
  }

  /** Forgets all. */
  Arguments start() {
    filled = 0;
    count = 0;
    return this;
  }

  /** Returns a number or an address. */
  Arguments add(long value) {
    places.put(count++, valuesAt + (long) filled * Long.BYTES);
    values.put(filled++, value);
    return this;
  }

  /** Returns a double. */
  Arguments add(double value) {
    return add(Double.doubleToRawLongBits(value));
  }

  /** Adds one more field of the struct that was begun with {@link #add}. */
  Arguments field(long value) {
    values.put(filled++, value);
    return this;
  }

  /** Returns the pointers that a launch takes. */
  PointerPointer<Pointer> pointer() {
    return pointer;
  }
}
