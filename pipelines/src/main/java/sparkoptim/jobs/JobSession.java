// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.Closeable;
import org.apache.hadoop.conf.Configuration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.slf4j.MDC;
import scala.Option;

/**
 * The Spark session of a job: that of {@code spark-submit}, or of the JVM that called; with
 * neither, one on all cores of this machine. Only a session that the job made is stopped.
 */
final class JobSession implements Closeable {
  private final SparkSession spark;
  private final boolean mine;

  private JobSession(SparkSession spark, boolean mine) {
    this.spark = spark;
    this.mine = mine;
  }

  static JobSession open(String name, RunSettings run) {
    boolean mine = !isRunning(SparkSession.getDefaultSession());
    SparkConf conf = new SparkConf();
    ClusterSettings.check(conf);
    var builder = SparkSession.builder();
    if (!isNamed(conf)) {
      builder.appName(name);
    }
    if (!conf.contains("spark.master")) {
      builder.master("local[*]");
    }
    SparkSession spark = builder.getOrCreate();
    if (mine) {
      quiet(spark, run);
      MDC.put("run", conf.get(Submission.ID, spark.sparkContext().applicationId()));
    }
    return new JobSession(spark, mine);
  }

  /** spark-submit gives an application without {@code --name} that of its class. */
  private static boolean isNamed(SparkConf conf) {
    String name = conf.get("spark.app.name", "");
    return !name.isEmpty() && !name.equals(Main.class.getName());
  }

  /**
   * Where the driver is in the cluster, so are the settings of its log, and only Spark is told to
   * be quiet. In one process Spark's own words on a task that failed, with its trace, say at length
   * what the job's message says in a line.
   */
  private static void quiet(SparkSession spark, RunSettings run) {
    Level level = Level.valueOf(run.logLevel().name());
    if (spark.sparkContext().deployMode().equals("cluster")) {
      Configurator.setLevel("org.apache.spark", level);
      return;
    }
    spark.sparkContext().setLogLevel(run.logLevel().name());
    if (spark.sparkContext().isLocal() && run.logLevel() == RunSettings.LogLevel.WARN) {
      Configurator.setLevel("org.apache.spark.executor.Executor", Level.OFF);
      Configurator.setLevel("org.apache.spark.scheduler.TaskSetManager", Level.OFF);
      Configurator.setLevel("org.apache.spark.ml.util.Instrumentation", Level.OFF);
    }
  }

  private static boolean isRunning(Option<SparkSession> session) {
    return session.isDefined() && !session.get().sparkContext().isStopped();
  }

  SparkSession spark() {
    return spark;
  }

  Configuration hadoop() {
    return spark.sparkContext().hadoopConfiguration();
  }

  @Override
  public void close() {
    if (mine) {
      spark.stop();
    }
  }
}
