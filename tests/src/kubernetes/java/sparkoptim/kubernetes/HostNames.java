// SPDX-License-Identifier: Apache-2.0
package sparkoptim.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a cluster's DNS says: a file of hosts, which Java reads at each look-up. */
final class HostNames {
  private final Path file;
  private final List<Service> services = new ArrayList<>();
  private final List<Pod> pods = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();

  HostNames(Path file) throws IOException {
    this.file = file;
    write();
  }

  Path file() {
    return file;
  }

  synchronized void add(Service service) {
    services.add(service);
    writeUnchecked();
  }

  synchronized void add(Pod pod, String address) {
    pods.add(pod);
    addresses.add(address);
    writeUnchecked();
  }

  private void writeUnchecked() {
    try {
      write();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In one move, as Java may read at any moment. */
  private void write() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("127.0.0.1 localhost");
    lines.add("127.0.0.1 " + InetAddress.getLocalHost().getHostName());
    for (Service service : services) {
      for (int i = 0; i < pods.size(); i++) {
        if (selects(service, pods.get(i))) {
          var meta = service.getMetadata();
          lines.add(
              "%s %s.%s.svc".formatted(addresses.get(i), meta.getName(), meta.getNamespace()));
        }
      }
    }
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.write(aside, lines);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean selects(Service service, Pod pod) {
    Map<String, String> selector = service.getSpec().getSelector();
    Map<String, String> labels = pod.getMetadata().getLabels();
    return selector != null && labels != null && labels.entrySet().containsAll(selector.entrySet());
  }
}
