// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import java.util.Locale;
import org.apache.spark.SparkConf;

/** The cipher of connections between executors. */
public final class NetworkCipher {
  /** The setting that names it. */
  public static final String KEY = "spark.network.crypto.cipher";

  private NetworkCipher() {}

  /** Returns the cipher, where connections are encrypted or not. */
  public static String of(SparkConf conf) {
    return conf.get(KEY, "AES/CTR/NoPadding");
  }

  /** Returns whether it is one with which executors never register (SPARK-56227). */
  public static boolean neverConnects(SparkConf conf) {
    return conf.getBoolean("spark.network.crypto.enabled", false)
        && of(conf).toUpperCase(Locale.ROOT).contains("/GCM/");
  }
}
