// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.apache.spark.SparkConf;

/**
 * Asks the API server whether this user may do what a driver does, as the role in
 * cluster-conf/kubernetes has it. Nothing is made there.
 */
final class KubernetesChecks {
  private static final String CHECK = "rights";
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final String AUTHENTICATION = "spark.kubernetes.authenticate.";
  private static final Path SERVICE_ACCOUNT_CERTIFICATE =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/ca.crt");

  /** Without them no executor starts. */
  private static final List<String> NEEDED = List.of("pods", "configmaps");

  private static final List<String> VERBS =
      List.of("create", "get", "list", "watch", "delete", "deletecollection");

  private final SparkConf conf;
  private final String namespace;

  KubernetesChecks(SparkConf conf) {
    this.conf = conf;
    namespace = conf.get("spark.kubernetes.namespace", "default");
  }

  /** Returns what the API server says. */
  Finding rights() {
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config()).build()) {
      return rights((resource, verb) -> allowed(client, resource, verb));
    } catch (IOException | KubernetesClientException e) {
      return Finding.fail(
          LocalChecks.PART,
          CHECK,
          url() + " cannot be asked: " + Doctor.firstLine(e),
          "see spark.master and the credentials (kubectl auth whoami)");
    }
  }

  /**
   * Returns what is missing.
   *
   * @param allowed whether this user may do with a resource what a verb says
   */
  Finding rights(BiPredicate<String, String> allowed) {
    Map<String, List<String>> missing = new TreeMap<>();
    for (String resource : resources()) {
      for (String verb : VERBS) {
        if (!allowed.test(resource, verb)) {
          missing.computeIfAbsent(resource, name -> new ArrayList<>()).add(verb);
        }
      }
    }
    if (missing.isEmpty()) {
      return Finding.ok(LocalChecks.PART, CHECK, "a driver may start executors in " + namespace);
    }
    String text = "in namespace " + namespace + " this user may not: " + text(missing);
    return NEEDED.stream().anyMatch(missing::containsKey)
        ? Finding.fail(
            LocalChecks.PART,
            CHECK,
            text,
            "ask for a role as that of cluster-conf/kubernetes/rbac.yaml, or change"
                + " spark.kubernetes.namespace")
        : Finding.warn(
            LocalChecks.PART,
            CHECK,
            text,
            "executors start without it; cluster-conf/kubernetes/rbac.yaml has all");
  }

  /** Claims are made for volumes alone that the settings name. */
  private List<String> resources() {
    List<String> resources = new ArrayList<>(NEEDED);
    resources.add("services");
    for (var setting : conf.getAllWithPrefix("spark.kubernetes.")) {
      if (setting._1().contains(".volumes.persistentVolumeClaim.")) {
        resources.add("persistentvolumeclaims");
        break;
      }
    }
    return resources;
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

  /** A driver that runs in the cluster has the API server's address there. */
  private String url() {
    String url =
        inCluster()
            ? conf.get("spark.kubernetes.driver.master", "https://kubernetes.default.svc")
            : conf.get("spark.master").substring("k8s://".length());
    return url.contains("://") ? url : "https://" + url;
  }

  private boolean inCluster() {
    return conf.getBoolean("spark.kubernetes.submitInDriver", false);
  }

  /** The user's own settings of kubectl, and Spark's over them, as a driver's client has them. */
  Config config() throws IOException {
    ConfigBuilder config =
        new ConfigBuilder(Config.autoConfigure(conf.get("spark.kubernetes.context", null)))
            .withMasterUrl(url())
            .withNamespace(namespace)
            .withTrustCerts(conf.getBoolean("spark.kubernetes.trust.certificates", false))
            .withRequestTimeout(TIMEOUT_MILLIS)
            .withConnectionTimeout(TIMEOUT_MILLIS)
            .withRequestRetryBackoffLimit(0);
    String prefix = AUTHENTICATION + (inCluster() ? "driver.mounted." : "");
    if (conf.contains(prefix + "oauthToken")) {
      config.withOauthToken(conf.get(prefix + "oauthToken"));
    }
    if (conf.contains(prefix + "oauthTokenFile")) {
      config.withOauthToken(Files.readString(Path.of(conf.get(prefix + "oauthTokenFile"))));
    }
    if (conf.contains(prefix + "caCertFile")) {
      config.withCaCertFile(conf.get(prefix + "caCertFile"));
    } else if (inCluster() && Files.exists(SERVICE_ACCOUNT_CERTIFICATE)) {
      config.withCaCertFile(SERVICE_ACCOUNT_CERTIFICATE.toString());
    }
    if (conf.contains(prefix + "clientKeyFile")) {
      config.withClientKeyFile(conf.get(prefix + "clientKeyFile"));
    }
    if (conf.contains(prefix + "clientCertFile")) {
      config.withClientCertFile(conf.get(prefix + "clientCertFile"));
    }
    return config.build();
  }
}
