// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** Hadoop's settings where there is no Spark session. */
final class HadoopSettings {
  private HadoopSettings() {}

  /** Returns Hadoop's settings, and those that spark-submit was given for it. */
  static Configuration get() {
    Configuration configuration = new Configuration();
    for (Tuple2<String, String> setting : new SparkConf().getAllWithPrefix("spark.hadoop.")) {
      configuration.set(setting._1(), setting._2());
    }
    return configuration;
  }
}
