// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.probe;

import java.io.Serializable;
import java.util.Map;

/**
 * What a task saw on its executor.
 *
 * @param executor its id
 * @param host under which Spark knows it
 * @param facts versions and limits, by name: see {@link Facts}
 * @param clockMillis of the executor, while the task ran
 * @param links what came of connecting with the other executors
 * @param folderError why files of the driver cannot be read, or none written, in a shared folder;
 *     empty where all went well or nothing was tried
 */
public record NodeReport(
    String executor,
    String host,
    Map<String, String> facts,
    long clockMillis,
    Links links,
    String folderError)
    implements Serializable {

  /**
   * Connections with other executors.
   *
   * @param peers number of executors that were reached
   * @param swapMicros of an exchange of 128 numbers, the slowest pair's median; NaN without peers
   * @param megabytesPerSecond in each direction, the slowest pair's; NaN without peers
   * @param error what went wrong; empty where nothing did
   */
  public record Links(int peers, double swapMicros, double megabytesPerSecond, String error)
      implements Serializable {
    /** No other executor was looked for. */
    public static final Links NONE = new Links(0, Double.NaN, Double.NaN, "");

    static Links failed(String error) {
      return new Links(0, Double.NaN, Double.NaN, error);
    }
  }
}
