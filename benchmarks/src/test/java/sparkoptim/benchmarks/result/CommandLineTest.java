// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandLineTest {
  private static String of(String... words) {
    return CommandLine.of(List.of(words));
  }

  @Test
  void of_folder_isItsLastName() {
    assertThat(of("bin/bench", "gap", "/home/ann/my data/")).isEqualTo("bin/bench gap 'my data'");
    assertThat(of("bin/bench", "gap", "../data/sets")).isEqualTo("bin/bench gap sets");
  }

  @Test
  void of_pathsInSettings_areTheirLastNames() {
    assertThat(of("./check", "1", "fit=/data/a9a.libsvm")).isEqualTo("./check 1 fit=a9a.libsvm");
    assertThat(of("bin/bench", "--jars", "/a/b.jar,c/d.jar"))
        .isEqualTo("bin/bench --jars b.jar,d.jar");
  }

  @Test
  void of_hosts_areLeftOut() {
    assertThat(of("bin/bench", "engine", "--master", "spark://ann.example.org:7077"))
        .isEqualTo("bin/bench engine --master spark:");
    assertThat(CommandLine.withoutHosts("spark://ann.example.org:7077")).isEqualTo("spark");
    assertThat(CommandLine.withoutHosts("local[2]")).isEqualTo("local[2]");
  }

  @Test
  void of_wordsThatAShellWouldRead_areQuoted() {
    assertThat(of("bin/bench", "engine", "--", "--master", "local[2]"))
        .isEqualTo("bin/bench engine -- --master 'local[2]'");
    assertThat(of("bin/bench", "it's")).isEqualTo("bin/bench 'it'\\''s'");
  }
}
