// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;
import java.util.Locale;
import org.apache.spark.SparkConf;
import sparkoptim.engine.exchange.WireFormat;

/**
 * Settings of engines, which belong to a cluster and not to a fit: they never change a result, but
 * for the wire's precision. Read from Spark's configuration.
 *
 * @param startSeconds {@code spark.sparkoptim.startTimeout}: a fit whose ranks have not all started
 *     by then goes on with one
 * @param peerSeconds {@code spark.sparkoptim.peerTimeout}: an executor that sends nothing for so
 *     long is given up, and the round runs again
 * @param wire {@code spark.sparkoptim.wire}: double, or single to halve what executors send each
 *     other; single is arithmetic of its own, whose results depend on the executors
 * @param mixedBackends {@code spark.sparkoptim.allowMixedBackends}: whether executors may compute
 *     with libraries whose results differ
 */
public record EngineSettings(
    double startSeconds, double peerSeconds, WireFormat wire, boolean mixedBackends)
    implements Serializable {
  private static final String PREFIX = "spark.sparkoptim.";

  /**
   * Returns the settings of an application.
   *
   * @throws IllegalArgumentException naming a setting that is out of its range
   */
  public static EngineSettings of(SparkConf conf) {
    String wire = conf.get(PREFIX + "wire", "double").toUpperCase(Locale.ROOT);
    if (!wire.equals("DOUBLE") && !wire.equals("SINGLE")) {
      throw new IllegalArgumentException(
          PREFIX + "wire must be double or single, was " + wire.toLowerCase(Locale.ROOT));
    }
    return new EngineSettings(
        seconds(conf, "startTimeout", "30s"),
        seconds(conf, "peerTimeout", "300s"),
        WireFormat.valueOf(wire),
        conf.getBoolean(PREFIX + "allowMixedBackends", false));
  }

  private static double seconds(SparkConf conf, String name, String byDefault) {
    double seconds = conf.getTimeAsMs(PREFIX + name, byDefault) / 1e3;
    if (!(seconds > 0)) {
      throw new IllegalArgumentException(
          "%s%s must be above 0, was %s".formatted(PREFIX, name, conf.get(PREFIX + name)));
    }
    return seconds;
  }
}
