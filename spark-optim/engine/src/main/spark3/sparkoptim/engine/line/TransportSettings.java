// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.line;

import org.apache.spark.SparkConf;
import org.apache.spark.network.netty.SparkTransportConf;
import org.apache.spark.network.util.TransportConf;
import scala.Option;

/** Settings of Spark's transport. */
public final class TransportSettings {
  private TransportSettings() {}

  /** Returns those of a module, for one thread. */
  public static TransportConf of(SparkConf conf, String module) {
    return SparkTransportConf.fromSparkConf(conf, module, 1, Option.empty());
  }
}
