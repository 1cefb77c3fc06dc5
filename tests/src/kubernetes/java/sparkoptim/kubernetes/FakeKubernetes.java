// SPDX-License-Identifier: Apache-2.0
package sparkoptim.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import okhttp3.mockwebserver.MockWebServer;

/**
 * A Kubernetes without containers: an API server that keeps objects in memory, and a kubelet whose
 * pods are processes of this machine, each with an address of its own. There are no images, rights,
 * quotas, limits or networks in it. It runs until its input ends.
 */
public final class FakeKubernetes {
  private FakeKubernetes() {}

  /**
   * Starts it, and prints {@code up} and the API server's URL.
   *
   * @param args a folder
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
    KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new ApiServer(), false);
    server.init(InetAddress.getByName("127.0.0.1"), 0);
    try (KubernetesClient client = server.createClient();
        Kubelet kubelet = new Kubelet(client, folder)) {
      kubelet.start();
      System.out.println("up " + client.getMasterUrl());
      System.in.read(); // until the test ends, however it does
    }
    Runtime.getRuntime().halt(0);
  }
}
