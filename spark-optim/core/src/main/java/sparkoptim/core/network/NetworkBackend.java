// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.List;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/**
 * What computes networks; found by {@link java.util.ServiceLoader}, as {@link NetworkBackends}
 * does.
 */
public interface NetworkBackend {
  /** Returns its name, as the param {@code backend} has it. */
  String name();

  /** Returns its place among those that can do the same: the least is taken. */
  int preference();

  /** Returns why it cannot be used on this machine, in one line with the remedy; null if it can. */
  default String missing() {
    return null;
  }

  /** Returns whether it has all layers of a text. */
  boolean has(NetworkText text);

  /** Returns whether a file begins as one of its own does. */
  boolean reads(byte[] file);

  /**
   * Makes the network of a text.
   *
   * @param text the layers
   * @param input shape of a row
   * @param seed that initial weights are a pure function of
   * @throws IllegalArgumentException naming the first layer that does not fit
   */
  UntrainedNetwork untrained(NetworkText text, Shape input, long seed);

  /**
   * Reads a network to train it further.
   *
   * @param file its bytes
   * @param name of the file
   * @param input shape of a row
   * @param trusted whether a file may be read whose reading may run code
   * @throws IllegalArgumentException if it is no network of this kind, or does not fit the rows
   */
  UntrainedNetwork untrained(byte[] file, String name, Shape input, boolean trusted);

  /**
   * Reads a network of several inputs to train it further.
   *
   * @param file its bytes
   * @param name of the file
   * @param inputs in the order in which the network takes them
   * @throws IllegalArgumentException if it is no network of this kind, or takes other inputs
   */
  default UntrainedNetwork untrained(byte[] file, String name, List<NetworkInput> inputs) {
    throw new IllegalArgumentException(
        "inputCols: backend %s has no networks of several inputs, and network is the file %s"
            .formatted(name(), name));
  }

  /**
   * Reads what {@link ServedNetwork#file} wrote.
   *
   * @param file its bytes
   * @param text the layers, or the name of the file that it came from
   * @param input shape of a row
   */
  ServedNetwork served(byte[] file, String text, Shape input);

  /**
   * Reads what {@link ServedNetwork#file} wrote of a network of several inputs.
   *
   * @param file its bytes
   * @param text the name of the file that it came from
   * @param inputs in their order
   */
  default ServedNetwork served(byte[] file, String text, List<NetworkInput> inputs) {
    throw new IllegalArgumentException(
        "backend %s has no networks of several inputs".formatted(name()));
  }
}
