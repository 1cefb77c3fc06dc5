// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.function.Supplier;
import sparkoptim.core.Stateful;

/**
 * The history of a method on one slice: lives while BigDL trains, and goes along when the method is
 * serialised. BigDL's optimizers drop the history of every method when they begin; a keeper that
 * was just read from a file lets that pass once, so that training goes on.
 */
final class History<H extends Stateful> implements Serializable {
  private static final long serialVersionUID = 1L;

  private transient H live;
  private transient FieldStore stored;
  private transient boolean resumes;

  /** Returns the history, begun or restored if need be. */
  H get(Supplier<H> begin) {
    if (live == null) {
      H begun = begin.get();
      if (stored != null) {
        stored.restore(begun);
        stored = null;
      }
      live = begun;
    }
    resumes = false;
    return live;
  }

  /** Returns the history; null while no step was made here. */
  H live() {
    return live;
  }

  /** Drops the history, unless it was just read. Returns whether it did. */
  boolean clear() {
    if (resumes) {
      resumes = false;
      return false;
    }
    drop();
    return true;
  }

  /** Drops the history. */
  void drop() {
    live = null;
    stored = null;
    resumes = false;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    out.writeObject(live == null ? stored : FieldStore.of(live));
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    stored = (FieldStore) in.readObject();
    resumes = stored != null;
  }
}
