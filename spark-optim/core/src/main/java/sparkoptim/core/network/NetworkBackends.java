// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import sparkoptim.core.Services;
import sparkoptim.core.network.text.NetworkText;

/** The backends on the class path. */
public final class NetworkBackends {
  /** The name that leaves the choice to the class path. */
  public static final String AUTO = "auto";

  private final List<NetworkBackend> all = new ArrayList<>();
  private final List<String> broken;

  private NetworkBackends() {
    broken = Services.load(NetworkBackend.class, Services.threadLoader(), all::add);
    all.sort(Comparator.comparing(NetworkBackend::preference));
  }

  /** Looks at the class path. */
  public static NetworkBackends find() {
    return new NetworkBackends();
  }

  /**
   * Returns one by name.
   *
   * @throws IllegalArgumentException if it is not on the class path or cannot be used here
   */
  public NetworkBackend named(String name) {
    for (NetworkBackend backend : all) {
      if (backend.name().equals(name)) {
        return usable(backend);
      }
    }
    throw new IllegalArgumentException(
        "backend: %s needs the jar spark-optim-%s on the class path, which bin/spark-optim adds; there are %s%s"
            .formatted(name, name, names(), Services.hint(broken)));
  }

  /**
   * Returns the first that has all layers of a text.
   *
   * @param name of one, or {@value #AUTO}
   */
  public NetworkBackend of(String name, NetworkText text) {
    if (!name.equals(AUTO)) {
      return named(name);
    }
    return all.stream()
        .filter(backend -> backend.missing() == null && backend.has(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "network: no backend on the class path has all layers of %s: add spark-optim-torch or spark-optim-bigdl, as bin/spark-optim does; there are %s%s"
                        .formatted(text, names(), Services.hint(broken))));
  }

  /**
   * Returns the one that reads a file.
   *
   * @param name of one, or {@value #AUTO}
   * @param file its bytes
   * @param path its name, for errors
   */
  public NetworkBackend of(String name, byte[] file, String path) {
    if (!name.equals(AUTO)) {
      return named(name);
    }
    return usable(
        all.stream()
            .filter(backend -> backend.reads(file))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "network: %s must be a file of TorchScript or in BigDL's module format, and their backends spark-optim-torch or spark-optim-bigdl be on the class path; there are %s%s"
                            .formatted(path, names(), Services.hint(broken)))));
  }

  private static NetworkBackend usable(NetworkBackend backend) {
    if (backend.missing() != null) {
      throw new IllegalArgumentException(backend.missing());
    }
    return backend;
  }

  private String names() {
    return all.isEmpty()
        ? "none"
        : all.stream().map(NetworkBackend::name).collect(Collectors.joining(", "));
  }
}
