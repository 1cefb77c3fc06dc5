// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/** What the training of a linear model takes of the driver's memory. */
final class ModelMemory {
  /**
   * By measurement: 1.05 million features fit into 1 GB, 4.2 million into 4 GB, 5 million do not
   * fit into 2 GB. It is some sixty vectors: history of steps, gradients of each core, copies.
   */
  private static final long BYTES_A_FEATURE = 480;

  private static final long GIB = 1L << 30;

  private ModelMemory() {}

  /**
   * Refuses more features than the driver can train, before anything of their size is allocated.
   *
   * @param where what says how many there are
   */
  static void refuseTooMany(String where, int features) {
    long needed = features * BYTES_A_FEATURE;
    long available = Runtime.getRuntime().maxMemory();
    if (needed > available) {
      throw new JobException(
          Text.of(
              "%s: a model of these features needs about %.1f GB on the driver, which has %.1f:"
                  + " -- --driver-memory %dg, or fewer features",
              where, (double) needed / GIB, (double) available / GIB, needed / GIB + 1));
    }
  }
}
