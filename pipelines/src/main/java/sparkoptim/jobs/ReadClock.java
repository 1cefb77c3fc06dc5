// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/** The seconds from the first look at the data until training begins. */
final class ReadClock {
  private final long start = System.nanoTime();
  private double seconds;

  void stop() {
    seconds = (System.nanoTime() - start) * 1e-9;
  }

  double seconds() {
    return seconds;
  }
}
