// SPDX-License-Identifier: Apache-2.0
package sparkoptim.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A pod as a process: its volumes are folders, whose paths take the place of those in the
 * container, and its program is what Spark's image starts.
 */
final class PodProcess {
  private static final String OPTION = "SPARK_JAVA_OPT_";
  private static final int SECONDS_FOR_A_CONFIG_MAP = 60;

  private final Pod pod;
  private final Container container;
  private final String address;
  private final KubernetesClient client;
  private final Path folder;
  private final Path hosts;

  /** Folders by where the container has them; those inside others first. */
  private final Map<String, Path> mounts =
      new TreeMap<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  /**
   * @param folder of this pod alone
   * @param hosts the names of services
   */
  PodProcess(Pod pod, String address, KubernetesClient client, Path folder, Path hosts) {
    this.pod = pod;
    container = pod.getSpec().getContainers().get(0);
    this.address = address;
    this.client = client;
    this.folder = folder;
    this.hosts = hosts;
  }

  Process start() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    mountVolumes();
    Map<String, String> environment = environment();
    List<String> arguments = container.getArgs().stream().map(this::here).toList();
    ProcessBuilder builder =
        new ProcessBuilder(
            arguments.get(0).equals("driver")
                ? driver(environment, arguments.subList(1, arguments.size()))
                : executor(environment));
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(environment);
    builder.environment().remove("SPARK_LOCAL_IP"); // of the machine, not of the pod
    String options = System.getenv().getOrDefault("JAVA_TOOL_OPTIONS", "");
    builder.environment().put("JAVA_TOOL_OPTIONS", options + " -Djdk.net.hosts.file=" + hosts);
    return builder.start();
  }

  private void mountVolumes() throws IOException, InterruptedException {
    for (VolumeMount mount : container.getVolumeMounts()) {
      Path place = Files.createDirectories(folder.resolve("volumes").resolve(mount.getName()));
      mounts.put(mount.getMountPath(), place);
    }
    for (VolumeMount mount : container.getVolumeMounts()) {
      for (Volume volume : pod.getSpec().getVolumes()) {
        if (volume.getName().equals(mount.getName()) && volume.getConfigMap() != null) {
          write(volume.getConfigMap(), mounts.get(mount.getMountPath()));
        }
      }
    }
  }

  /** Writes all entries of a ConfigMap as files, or those that the volume names, as it says. */
  private void write(ConfigMapVolumeSource source, Path place)
      throws IOException, InterruptedException {
    Map<String, String> data = configMap(source.getName()).getData();
    Map<String, String> paths = new HashMap<>();
    source.getItems().forEach(item -> paths.put(item.getKey(), item.getPath()));
    for (String key : paths.isEmpty() ? data.keySet() : paths.keySet()) {
      Files.writeString(place.resolve(paths.getOrDefault(key, key)), here(data.get(key)));
    }
  }

  /** Spark makes it after the pod. */
  private ConfigMap configMap(String name) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_FOR_A_CONFIG_MAP);
    while (System.nanoTime() < end) {
      ConfigMap found =
          client.configMaps().inNamespace(pod.getMetadata().getNamespace()).withName(name).get();
      if (found != null) {
        return found;
      }
      Thread.sleep(100);
    }
    throw new IOException("there is no ConfigMap " + name);
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    for (EnvVar variable : container.getEnv()) {
      var source = variable.getValueFrom();
      if (source != null && source.getFieldRef() != null) {
        String field = source.getFieldRef().getFieldPath();
        boolean ip = field.equals("status.podIP");
        environment.put(variable.getName(), ip ? address : pod.getMetadata().getName());
      } else if (variable.getValue() != null) {
        environment.put(variable.getName(), here(variable.getValue()));
      }
    }
    return environment;
  }

  /** Returns a text with this machine's folders in the place of the container's. */
  private String here(String text) {
    String result = text;
    for (Map.Entry<String, Path> mount : mounts.entrySet()) {
      result = result.replace(mount.getKey(), mount.getValue().toString());
    }
    return result;
  }

  private static List<String> driver(Map<String, String> environment, List<String> arguments) {
    String own = environment.get("SPARK_DRIVER_BIND_ADDRESS");
    List<String> command = new ArrayList<>();
    command.add(System.getenv("SPARK_HOME") + "/bin/spark-submit");
    command.addAll(List.of("--conf", "spark.driver.bindAddress=" + own));
    command.addAll(List.of("--conf", "spark.executorEnv.SPARK_DRIVER_POD_IP=" + own));
    command.addAll(List.of("--deploy-mode", "client"));
    command.addAll(arguments);
    return command;
  }

  private static List<String> executor(Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    environment.keySet().stream()
        .filter(name -> name.startsWith(OPTION))
        .sorted(Comparator.comparingInt(name -> Integer.parseInt(name.substring(OPTION.length()))))
        .forEach(name -> command.add(environment.get(name)));
    command.add("-Xmx" + environment.get("SPARK_EXECUTOR_MEMORY"));
    command.add("-cp");
    command.add(environment.get("SPARK_CONF_DIR") + ":" + System.getenv("SPARK_HOME") + "/jars/*");
    command.add("org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend");
    Map<String, String> options =
        Map.of(
            "--driver-url", "SPARK_DRIVER_URL",
            "--executor-id", "SPARK_EXECUTOR_ID",
            "--cores", "SPARK_EXECUTOR_CORES",
            "--app-id", "SPARK_APPLICATION_ID",
            "--hostname", "SPARK_EXECUTOR_POD_IP",
            "--resourceProfileId", "SPARK_RESOURCE_PROFILE_ID",
            "--podName", "SPARK_EXECUTOR_POD_NAME");
    options.forEach((option, name) -> command.addAll(List.of(option, environment.get(name))));
    return command;
  }
}
