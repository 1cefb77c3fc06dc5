// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A pointer that is set to an address again and again: calls take pointers, and we have numbers.
 */
final class Address extends Pointer {
  /** Creates an address of nothing. */
  Address() {
    super((Pointer) null);
  }

  /** Points to an address. */
  Address at(long place) {
    address = place;
    return this;
  }

  /** The same for floats. */
  static final class OfFloats extends FloatPointer {
    OfFloats() {
      super((Pointer) null);
    }

    OfFloats at(long place) {
      address = place;
      return this;
    }
  }

  /** The same for doubles. */
  static final class OfDoubles extends DoublePointer {
    OfDoubles() {
      super((Pointer) null);
    }

    OfDoubles at(long place) {
      address = place;
      return this;
    }
  }

  /** The same for addresses. */
  static final class OfPointers extends PointerPointer<Pointer> {
    OfPointers() {
      super((Pointer) null);
    }

    OfPointers at(long place) {
      address = place;
      return this;
    }
  }
}
