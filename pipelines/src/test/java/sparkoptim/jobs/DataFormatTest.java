// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formats that the class path brings. */
class DataFormatTest {
  @TempDir private Path folder;

  /** Runs as if a jar of the application's had this list of providers. */
  private void with(Runnable body, String... providers) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(SourceProvider.class.getName()), String.join("\n", providers));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      body.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static DataFormat format(String name) {
    return DataFormat.of(new Keys(Overrides.parse(List.of("data.format=" + name))));
  }

  @Test
  void of_formatOfAnotherJar_isFoundBesideABrokenOne() throws IOException {
    with(
        () -> assertThat(format("made-up").name()).isEqualTo("made-up"),
        "nowhere.Missing",
        MadeUp.class.getName());
  }

  @Test
  void of_unknownName_namesTheBrokenProvider() throws IOException {
    with(
        () ->
            assertThatThrownBy(() -> format("made-down"))
                .isInstanceOf(JobException.class)
                .hasMessageContaining("made-up")
                .hasMessageContaining("was made-down; did you mean made-up?")
                .hasMessageContaining("(a provider could not be loaded: ")
                .hasMessageContaining("Provider nowhere.Missing not found"),
        "nowhere.Missing",
        MadeUp.class.getName());
  }

  /** A format that reads nothing. */
  public static final class MadeUp implements SourceProvider {
    @Override
    public String format() {
      return "made-up";
    }

    @Override
    public Set<String> options() {
      return Set.of();
    }

    @Override
    public Source open(String labelColumn, Map<String, String> options) {
      throw new UnsupportedOperationException();
    }
  }
}
