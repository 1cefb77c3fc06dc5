// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network.text;

/**
 * A layer in which every output sees every input; images are flattened before it.
 *
 * @param outputs numbers that come out
 */
public record Dense(int outputs) implements Layer {

  public Dense {
    Layer.least("outputs", outputs, 1);
  }

  @Override
  public Shape output(Shape input) {
    return Shape.of(outputs);
  }

  @Override
  public String toString() {
    return "dense(" + outputs + ")";
  }
}
