// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.mkl.MKL;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.data.CounterRandom;

/**
 * Identifies what computes BigDL's networks on this machine. MKL takes other paths on other
 * processors, and by default even for arrays at other addresses; {@code MKL_CBWR=COMPATIBLE} in a
 * process's environment ends both.
 */
final class NetworkArithmetic {
  /** The environment's name for MKL's conditional numerical reproducibility. */
  static final String VARIABLE = "MKL_CBWR";

  private static final Logger LOG = LoggerFactory.getLogger(NetworkArithmetic.class);
  private static final int SIDE = 37;

  private NetworkArithmetic() {}

  private static final class Once {
    private static final String DESCRIPTION = describe();
  }

  /** Returns a name, with a hash of a fixed product where its bits are the same every time. */
  static String description() {
    return Once.DESCRIPTION;
  }

  private static String describe() {
    String branch = System.getenv(VARIABLE);
    if (!MKL.isMKLLoaded()) {
      return "BigDL without MKL";
    }
    if (branch == null || branch.isBlank()) {
      LOG.warn(
          "{} is not set: MKL's results differ from run to run, and with them a network's. Set "
              + "{}=COMPATIBLE in the environment of the driver, and spark.executorEnv.{}",
          VARIABLE,
          VARIABLE,
          VARIABLE);
      return "BigDL with MKL, " + VARIABLE + " not set";
    }
    return "BigDL with MKL, %s=%s, %s"
        .formatted(VARIABLE, branch.toUpperCase(Locale.ROOT), probe());
  }

  private static String probe() {
    float[] factor = new float[SIDE * SIDE];
    for (int i = 0; i < factor.length; i++) {
      factor[i] = CounterRandom.key(5, i) * 0x1p-63f;
    }
    float[] product = new float[factor.length];
    MKL.vsgemm(
        'n', 't', SIDE, SIDE, SIDE, 1, factor, 0, SIDE, factor, 0, SIDE, 0, product, 0, SIDE);
    double[] values = new double[product.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = product[i];
    }
    return WeightsDigest.sha256(values).substring(0, 16);
  }
}
