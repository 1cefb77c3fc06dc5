// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import sparkoptim.core.Loop;

/**
 * A short name of the code that makes a study's numbers: the classes of studies, of core, and of
 * BigDL's module where a study is in it.
 */
final class CodeDigest {
  private static final List<String> PACKAGES =
      List.of("sparkoptim/core/", "sparkoptim/study/", "sparkoptim/bigdl/");
  private static final int LENGTH = 16;

  private CodeDigest() {}

  /** Returns the name of the code that runs here. */
  static String here() {
    return of(List.of(Loop.class, CodeDigest.class));
  }

  /** Returns the name of the code in the jars or folders that some classes are of. */
  static String of(List<Class<?>> classes) {
    try {
      Set<Path> places = new LinkedHashSet<>();
      for (Class<?> one : classes) {
        URI place = one.getProtectionDomain().getCodeSource().getLocation().toURI();
        places.add(Path.of(place));
      }
      return of(places);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the classes of this program", e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the classes of this program are at no path", e);
    }
  }

  /** Returns the name of the code in jars and folders of classes. */
  static String of(Set<Path> places) throws IOException {
    Map<String, Long> sums = new TreeMap<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        addFolder(place, sums);
      } else {
        addJar(place, sums);
      }
    }
    MessageDigest digest = FinishedRuns.sha256();
    sums.forEach((name, sum) -> digest.update((name + sum).getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
  }

  private static boolean counts(String name) {
    return name.endsWith(".class") && PACKAGES.stream().anyMatch(name::startsWith);
  }

  /** A jar has the sums of its files. */
  private static void addJar(Path jar, Map<String, Long> sums) throws IOException {
    try (JarFile open = new JarFile(jar.toFile())) {
      open.stream()
          .filter(entry -> counts(entry.getName()))
          .forEach(entry -> sums.put(entry.getName(), entry.getCrc()));
    }
  }

  private static void addFolder(Path folder, Map<String, Long> sums) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (counts(name)) {
          sums.put(name, sum(file));
        }
      }
    }
  }

  private static long sum(Path file) throws IOException {
    CRC32 sum = new CRC32();
    try (InputStream in = Files.newInputStream(file)) {
      sum.update(in.readAllBytes());
    }
    return sum.getValue();
  }
}
