// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;
import scala.Tuple2;

/** Hadoop's settings, whether or not there is a Spark session. */
final class HadoopSettings {
  private HadoopSettings() {}

  /** Returns those of the running session; else Hadoop's own, and what spark-submit was given. */
  static Configuration get() {
    Option<SparkSession> session = SparkSession.getDefaultSession();
    if (session.isDefined() && !session.get().sparkContext().isStopped()) {
      return session.get().sparkContext().hadoopConfiguration();
    }
    Configuration configuration = new Configuration();
    for (Tuple2<String, String> setting : new SparkConf().getAllWithPrefix("spark.hadoop.")) {
      configuration.set(setting._1(), setting._2());
    }
    return configuration;
  }
}
