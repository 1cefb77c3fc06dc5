// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.JavaModuleOptions;
import sparkoptim.jobs.doctor.NetworkCipher;

/** Settings of a cluster with which an application cannot run, and how they would show. */
final class ClusterSettings {
  private ClusterSettings() {}

  /** Refuses settings with which Spark would only time out. */
  static void check(SparkConf conf) {
    gcm(conf)
        .ifPresent(
            text -> {
              throw new JobException(text);
            });
  }

  /** Returns what is wrong with the cipher: executors with this one never register. */
  static Optional<String> gcm(SparkConf conf) {
    return NetworkCipher.neverConnects(conf)
        ? Optional.of(
            "%s = %s: executors never connect with it (SPARK-56227); leave it out, which takes"
                    .formatted(NetworkCipher.KEY, NetworkCipher.of(conf))
                + " AES/CTR/NoPadding")
        : Optional.empty();
  }

  /** Returns what Java 17 has to open for Spark. A standalone master starts drivers without it. */
  static String moduleOptions() {
    return JavaModuleOptions.defaultModuleOptions();
  }

  /** Returns what the failure of a Spark that could not start means; empty for other failures. */
  static Optional<String> startFailure(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof IllegalAccessError && message.contains("java.base")) {
      return Optional.of(
          "Java 17 keeps its own classes from Spark, as this driver was started without Spark's"
              + " --add-opens: launch it by bin/spark-optim, or with the settings of"
              + " cluster-conf/standalone");
    }
    String lower = message.toLowerCase(Locale.ROOT);
    if (cause instanceof IllegalStateException
        && (lower.contains("stopped sparkcontext")
            || lower.contains("sparkcontext was shut down"))) {
      return Optional.of(
          "Spark's application was stopped: the cluster manager ended it or does not answer, or it"
              + " was killed; the lines above, or the driver's log, say why");
    }
    return Optional.empty();
  }
}
