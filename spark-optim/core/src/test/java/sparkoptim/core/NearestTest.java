package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NearestTest {
  private static final List<String> KNOWN =
      List.of("regParam", "maxIter", "tol", "learningRate", "batchSize");

  @Test
  void of_oneLetterMissing_namesIt() {
    assertThat(Nearest.of("regParm", KNOWN)).contains("regParam");
  }

  @Test
  void of_swappedLetters_countAsOneEdit() {
    assertThat(Nearest.of("tlo", KNOWN)).contains("tol");
    assertThat(Nearest.of("ab", List.of("ba", "xy"))).contains("ba");
  }

  @Test
  void of_caseDiffers_isNear() {
    assertThat(Nearest.of("LEARNINGRATE", KNOWN)).contains("learningRate");
  }

  @Test
  void of_severalAsNear_takesTheFirstInAlphabet() {
    assertThat(Nearest.of("cat", List.of("rat", "bat", "hat"))).contains("bat");
  }

  @Test
  void of_nothingNear_isEmpty() {
    assertThat(Nearest.of("handleInvalid", KNOWN)).isEmpty();
    assertThat(Nearest.of("anything", List.of())).isEmpty();
  }

  @Test
  void hint_nearName_asks() {
    assertThat(Nearest.hint("batchsiz", KNOWN)).isEqualTo("did you mean batchSize?");
  }

  @Test
  void hint_nothingNear_listsWhatIsKnown() {
    assertThat(Nearest.hint("handleInvalid", List.of("tol", "seed"))).isEqualTo("known: seed, tol");
    assertThat(Nearest.hint("x", List.of())).isEqualTo("known: none");
  }

  @Test
  void hint_longList_isCut() {
    List<String> many = IntStream.range(100, 120).mapToObj(i -> "column" + i).toList();
    assertThat(Nearest.hint("z", many)).endsWith("column111, ... (20 names)");
  }
}
