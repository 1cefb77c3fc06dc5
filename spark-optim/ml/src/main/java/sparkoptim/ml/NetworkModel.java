// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

/** The properties that models of network stages share. */
public interface NetworkModel extends NetworkParams, HasTrainingSummary {

  /** Returns the network and its weights. */
  TrainedNetwork trained();

  /**
   * Returns the network's layers, each in its shortest form; the name of its file where it has one.
   */
  default String networkText() {
    return trained().text();
  }

  /** Returns the number of trained parameters. */
  default long numParameters() {
    return trained().parameters();
  }

  /**
   * Returns the SHA-256 of the parameters and then BatchNorm's statistics, as little-endian
   * doubles.
   */
  default String weightsSha256() {
    return trained().weightsSha256();
  }
}
