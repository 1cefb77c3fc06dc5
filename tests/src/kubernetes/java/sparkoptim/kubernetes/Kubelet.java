// SPDX-License-Identifier: Apache-2.0
package sparkoptim.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Runs the pods of an API server, and says there what became of them. */
final class Kubelet implements AutoCloseable {
  private static final int FIRST_ADDRESS = 20;

  private final KubernetesClient client;
  private final Path folder;
  private final HostNames names;
  private final Map<String, Process> processes = new ConcurrentHashMap<>();
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger addresses = new AtomicInteger(FIRST_ADDRESS);

  Kubelet(KubernetesClient client, Path folder) throws IOException {
    this.client = client;
    this.folder = folder;
    names = new HostNames(folder.resolve("hosts"));
  }

  /** Looks for pods and services from now on. */
  void start() {
    client
        .services()
        .inAnyNamespace()
        .watch(
            watcher(
                (action, service) -> {
                  if (action == Watcher.Action.ADDED) {
                    names.add(service);
                  }
                }));
    client.pods().inAnyNamespace().watch(watcher(this::podChanged));
  }

  private void podChanged(Watcher.Action action, Pod pod) {
    String name = pod.getMetadata().getName();
    if (action == Watcher.Action.ADDED) {
      deleted.remove(name);
      new Thread(() -> run(pod), name).start();
    } else if (action == Watcher.Action.DELETED) {
      deleted.add(name);
      endIfDeleted(name);
    }
  }

  /** Whichever comes last, the process or the deletion, ends it. */
  private void endIfDeleted(String name) {
    Process process = processes.get(name);
    if (process != null && deleted.contains(name)) {
      process.destroy();
    }
  }

  private void run(Pod pod) {
    String address = "127.0.0." + addresses.incrementAndGet();
    names.add(pod, address);
    try {
      Path own = folder.resolve(pod.getMetadata().getName());
      Process process = new PodProcess(pod, address, client, own, names.file()).start();
      processes.put(pod.getMetadata().getName(), process);
      endIfDeleted(pod.getMetadata().getName());
      tell(pod, address, "Running", running());
      int exitCode = process.waitFor();
      tell(pod, address, exitCode == 0 ? "Succeeded" : "Failed", ended(exitCode));
    } catch (IOException | InterruptedException | RuntimeException e) {
      e.printStackTrace();
      tell(pod, address, "Failed", ended(1));
    }
  }

  private static ContainerState running() {
    return new ContainerStateBuilder()
        .withNewRunning()
        .withStartedAt(Instant.now().toString())
        .endRunning()
        .build();
  }

  private static ContainerState ended(int exitCode) {
    return new ContainerStateBuilder()
        .withNewTerminated()
        .withExitCode(exitCode)
        .withReason(exitCode == 0 ? "Completed" : "Error")
        .endTerminated()
        .build();
  }

  private void tell(Pod pod, String address, String phase, ContainerState state) {
    var found =
        client
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName());
    Pod now = found.get();
    if (now == null) {
      return; // deleted meanwhile
    }
    boolean ready = phase.equals("Running");
    now.setStatus(
        new PodStatusBuilder()
            .withPhase(phase)
            .withPodIP(address)
            .withStartTime(Instant.now().toString())
            .addNewCondition()
            .withType("Ready")
            .withStatus(ready ? "True" : "False")
            .endCondition()
            .addNewContainerStatus()
            .withName(now.getSpec().getContainers().get(0).getName())
            .withImage("none")
            .withReady(ready)
            .withState(state)
            .endContainerStatus()
            .build());
    client.resource(now).update();
    client.resource(now).updateStatus();
  }

  private static <T> Watcher<T> watcher(BiConsumer<Watcher.Action, T> changed) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, T object) {
        changed.accept(action, object);
      }

      @Override
      public void onClose(WatcherException cause) {
        throw new UncheckedIOException(new IOException("a watch ended", cause));
      }
    };
  }

  @Override
  public void close() {
    processes.values().forEach(Process::destroyForcibly);
  }
}
