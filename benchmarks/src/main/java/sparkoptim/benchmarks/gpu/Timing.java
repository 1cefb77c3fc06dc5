// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import sparkoptim.benchmarks.result.RoundSample;

/** Seconds of work that waits until the device is done. */
final class Timing {
  private static final int WARM_UP = 3;

  private Timing() {}

  /** Returns the median seconds of a number of runs, after some to warm up. */
  static double median(int runs, Runnable work) {
    double[] seconds = new double[runs];
    for (int run = -WARM_UP; run < runs; run++) {
      long start = System.nanoTime();
      work.run();
      if (run >= 0) {
        seconds[run] = (System.nanoTime() - start) / 1e9;
      }
    }
    return new RoundSample(seconds).median();
  }
}
