// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

import java.util.Locale;
import sparkoptim.core.PlainText;

/**
 * A recurrent layer of one direction.
 *
 * @param kind of its cell
 * @param outputs numbers of its state
 * @param sequence 0 for the state after the last step, 1 for the states after all
 */
public record Recurrent(Kind kind, int outputs, int sequence) implements Layer {

  /** The kind of cell. */
  public enum Kind {
    /** Gated recurrent units (Cho et al. 2014). */
    GRU(3),
    /** Long short-term memory (Hochreiter and Schmidhuber 1997). */
    LSTM(4);

    private final int gates;

    Kind(int gates) {
      this.gates = gates;
    }

    /** Returns how many sums a number of the state has. */
    public int gates() {
      return gates;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Recurrent {
    Layer.least("outputs", outputs, 1);
    if (sequence != 0 && sequence != 1) {
      throw new IllegalArgumentException("sequence must be 0 or 1, was " + sequence);
    }
  }

  @Override
  public Shape output(Shape input) {
    Layer.sequence(input);
    return sequence == 0 ? Shape.of(outputs) : Shape.of(input.sizes().get(0), outputs);
  }

  @Override
  public String toString() {
    return PlainText.of("%s(%d%s)", kind, outputs, sequence == 0 ? "" : ", sequence=1");
  }
}
