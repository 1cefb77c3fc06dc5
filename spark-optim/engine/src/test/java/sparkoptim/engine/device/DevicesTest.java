// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.core.device.DeviceProvider;
import sparkoptim.core.network.Precision;

/** What the class path offers. */
class DevicesTest {
  private static final String SERVICE = "META-INF/services/" + DeviceProvider.class.getName();
  @TempDir private Path folder;

  /** A class loader that finds these services alone, of the classes that are here. */
  private ClassLoader loader(String... services) throws IOException {
    Path file = folder.resolve(SERVICE);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", services));
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, DevicesTest.class.getClassLoader()) {
      @Override
      public java.util.Enumeration<URL> getResources(String name) throws IOException {
        return findResources(name);
      }
    };
  }

  private static String reason(ClassLoader loader) {
    FoundDevice found = Devices.of(loader).open("0", null, Precision.SINGLE);
    assertThat(found.device() == null).isEqualTo(found.reason() != null);
    return found.reason();
  }

  @Test
  void open_noModule_isAReason() throws IOException {
    assertThat(reason(loader())).isEqualTo("no module for GPUs is on the class path");
  }

  @Test
  void open_modulesThatCannotBeLoaded_areReasons() throws IOException {
    assertThat(reason(loader("nowhere.Missing", UnlinkedDevices.class.getName())))
        .contains("Provider nowhere.Missing not found")
        .contains("UnlinkedDevices: java.lang.UnsatisfiedLinkError: libgone.so");
  }

  @Test
  void open_listOfModulesThatCannotBeRead_isOneReason() throws IOException {
    assertThat(reason(loader("no class!"))).containsOnlyOnce("Illegal configuration-file syntax");
  }

  @Test
  void open_severalModules_takesTheFirstThatCanBeUsed() throws IOException {
    ClassLoader loader =
        loader("nowhere.Missing", UnlinkedDevices.class.getName(), "sparkoptim.engine.FakeDevices");
    assertThat(reason(loader)).isNull();
  }
}
