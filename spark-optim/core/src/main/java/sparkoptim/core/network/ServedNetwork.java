// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.io.Serializable;
import sparkoptim.core.network.text.Shape;

/** A trained network: weights that no longer change, for any number of threads. */
public interface ServedNetwork extends Serializable {
  /** Returns the name of the backend that computes it. */
  String backend();

  /** Returns the layers, or the name of the file that it came from. */
  String text();

  /** Returns the shape of a row. */
  Shape input();

  /** Returns the number of parameters. */
  long parameters();

  /** Returns its tensors, in the order of {@link #values}. */
  NetworkParts parts();

  /** Returns the parameters, then the statistics of batch normalizations. */
  double[] values();

  /** Returns a file with all of it, which {@link NetworkBackend#served} reads. */
  byte[] file();

  /** Returns how many rows go through at once where there are many. */
  int batch();

  /**
   * Returns a copy that one thread uses.
   *
   * @param capacity rows of a batch
   */
  NetworkScoring scoring(int capacity);
}
