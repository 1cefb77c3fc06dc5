// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;

/**
 * Asks the API server whether this user may do what a driver does, as the role in
 * cluster-conf/kubernetes has it. Nothing is made there.
 */
final class KubernetesChecks {
  private static final String CHECK = "rights";
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final String AUTHENTICATION = "spark.kubernetes.authenticate.";
  private static final List<String> RESOURCES =
      List.of("pods", "services", "configmaps", "persistentvolumeclaims");
  private static final List<String> VERBS =
      List.of("create", "get", "list", "watch", "delete", "deletecollection");

  private final SparkConf conf;
  private final String namespace;

  KubernetesChecks(SparkConf conf) {
    this.conf = conf;
    namespace = conf.get("spark.kubernetes.namespace", "default");
  }

  /** Whether the master is a Kubernetes. */
  static boolean concern(SparkConf conf) {
    return conf.get("spark.master", "").startsWith("k8s://");
  }

  /** Returns what the API server says. */
  Finding rights() {
    Map<String, List<String>> missing = new TreeMap<>();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config()).build()) {
      for (String resource : RESOURCES) {
        for (String verb : VERBS) {
          if (!allowed(client, resource, verb)) {
            missing.computeIfAbsent(resource, name -> new ArrayList<>()).add(verb);
          }
        }
      }
    } catch (KubernetesClientException e) {
      return Finding.fail(
          LocalChecks.PART,
          CHECK,
          url() + " does not answer: " + Doctor.firstLine(e),
          "see spark.master and the credentials (kubectl auth whoami)");
    }
    return missing.isEmpty()
        ? Finding.ok(LocalChecks.PART, CHECK, "a driver may start executors in " + namespace)
        : Finding.fail(
            LocalChecks.PART,
            CHECK,
            "in namespace " + namespace + " this user may not: " + text(missing),
            "ask for a role as that of cluster-conf/kubernetes/rbac.yaml, or change"
                + " spark.kubernetes.namespace");
  }

  private static String text(Map<String, List<String>> missing) {
    List<String> parts = new ArrayList<>();
    missing.forEach((resource, verbs) -> parts.add(String.join(", ", verbs) + " " + resource));
    return String.join("; ", parts);
  }

  private boolean allowed(KubernetesClient client, String resource, String verb) {
    SelfSubjectAccessReview review =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace(namespace)
            .withResource(resource)
            .withVerb(verb)
            .endResourceAttributes()
            .endSpec()
            .build();
    return client
        .authorization()
        .v1()
        .selfSubjectAccessReview()
        .create(review)
        .getStatus()
        .getAllowed();
  }

  private String url() {
    String url = conf.get("spark.master").substring("k8s://".length());
    return url.contains("://") ? url : "https://" + url;
  }

  /** The user's own settings of kubectl, and Spark's over them. */
  private Config config() {
    ConfigBuilder config =
        new ConfigBuilder(Config.autoConfigure(conf.get("spark.kubernetes.context", null)))
            .withMasterUrl(url())
            .withNamespace(namespace)
            .withRequestTimeout(TIMEOUT_MILLIS)
            .withConnectionTimeout(TIMEOUT_MILLIS)
            .withRequestRetryBackoffLimit(0);
    if (conf.contains(AUTHENTICATION + "oauthToken")) {
      config.withOauthToken(conf.get(AUTHENTICATION + "oauthToken"));
    }
    if (conf.contains(AUTHENTICATION + "caCertFile")) {
      config.withCaCertFile(conf.get(AUTHENTICATION + "caCertFile"));
    }
    if (conf.contains(AUTHENTICATION + "clientKeyFile")) {
      config.withClientKeyFile(conf.get(AUTHENTICATION + "clientKeyFile"));
    }
    if (conf.contains(AUTHENTICATION + "clientCertFile")) {
      config.withClientCertFile(conf.get(AUTHENTICATION + "clientCertFile"));
    }
    return config.build();
  }
}
