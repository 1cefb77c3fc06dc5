// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What DJL would fetch from the internet is refused, with a remedy. */
class TorchLibraryTest {

  @BeforeAll
  static void library() {
    Batches.assumeLibrary();
  }

  @ParameterizedTest
  @CsvSource({
    "os.arch, riscv64, of this platform (",
    "os.name, Windows 11, of this platform (windows 11 ",
    "os.name, Plan 9, cannot run on plan 9 ",
    "PYTORCH_VERSION, 1.13.1, and PYTORCH_VERSION is 1.13.1: unset it",
  })
  void unfit_libraryOfAnotherKind_saysSoInALine(String property, String value, String message) {
    assertThat(TorchLibrary.unfit()).isNull();
    String before = System.getProperty(property);
    System.setProperty(property, value);
    try {
      assertThat(TorchLibrary.unfit()).contains(message).doesNotContain("\n");
    } finally {
      if (before == null) {
        System.clearProperty(property);
      } else {
        System.setProperty(property, before);
      }
    }
  }
}
