// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import java.util.Map;

/**
 * What a job needs of a cluster.
 *
 * @param folders that it writes, by the names of their settings
 * @param checkpoints whether it keeps checkpoints
 * @param networks whether it trains networks, whose bits depend on a library
 * @param device {@code cpu}, {@code gpu} or {@code auto}
 */
public record Needs(
    Map<String, String> folders, boolean checkpoints, boolean networks, String device) {
  /** No job is known. */
  public static final Needs NONE = new Needs(Map.of(), false, false, "cpu");

  boolean gpu() {
    return !device.equals("cpu");
  }
}
