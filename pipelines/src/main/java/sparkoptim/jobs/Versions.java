// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkContext;

/** The versions that a run's record and {@code --version} name. */
public final class Versions {
  private Versions() {}

  /** Returns the versions of what runs, ours first. */
  public static Map<String, String> all() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("sparkOptim", ours());
    versions.put("spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
    versions.put("scala", scala.util.Properties.versionNumberString());
    versions.put("java", System.getProperty("java.version"));
    return versions;
  }

  /** Returns where a session runs. */
  static Map<String, String> environment(SparkContext context) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("master", Secrets.redacted(context.master()));
    environment.put("applicationId", context.applicationId());
    environment.put("cores", "" + context.defaultParallelism());
    environment.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    environment.put("jvm", System.getProperty("java.vm.name"));
    return environment;
  }

  static String text() {
    Map<String, String> versions = all();
    return "spark-optim %s (Spark %s, Scala %s, Java %s)"
        .formatted(
            versions.get("sparkOptim"),
            versions.get("spark"),
            versions.get("scala"),
            versions.get("java"));
  }

  /** Returns the version in the manifest of our jar; class folders have none. */
  private static String ours() {
    return Optional.ofNullable(Versions.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
