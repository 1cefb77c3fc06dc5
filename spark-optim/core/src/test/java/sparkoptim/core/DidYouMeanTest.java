// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DidYouMeanTest {
  private static final List<String> KNOWN =
      List.of("regParam", "maxIter", "tol", "learningRate", "batchSize");

  @Test
  void of_oneLetterMissing_namesIt() {
    assertThat(DidYouMean.of("regParm", KNOWN)).contains("regParam");
  }

  @Test
  void of_swappedLetters_countAsOneEdit() {
    assertThat(DidYouMean.of("tlo", KNOWN)).contains("tol");
    assertThat(DidYouMean.of("ab", List.of("ba", "xy"))).contains("ba");
  }

  @Test
  void of_caseDiffers_isNear() {
    assertThat(DidYouMean.of("LEARNINGRATE", KNOWN)).contains("learningRate");
  }

  @Test
  void of_severalAsNear_takesTheFirstInAlphabet() {
    assertThat(DidYouMean.of("cat", List.of("rat", "bat", "hat"))).contains("bat");
  }

  @Test
  void of_nothingNear_isEmpty() {
    assertThat(DidYouMean.of("handleInvalid", KNOWN)).isEmpty();
    assertThat(DidYouMean.of("anything", List.of())).isEmpty();
  }

  @Test
  void hint_nearName_asks() {
    assertThat(DidYouMean.hint("batchsiz", KNOWN)).isEqualTo("did you mean batchSize?");
  }

  @Test
  void hint_nothingNear_listsWhatIsKnown() {
    assertThat(DidYouMean.hint("handleInvalid", List.of("tol", "seed")))
        .isEqualTo("known: seed, tol");
    assertThat(DidYouMean.hint("x", List.of())).isEqualTo("known: none");
  }

  @Test
  void hint_longList_isCut() {
    List<String> many = IntStream.range(100, 120).mapToObj(i -> "column" + i).toList();
    assertThat(DidYouMean.hint("z", many)).endsWith("column111, ... (20 names)");
  }
}
