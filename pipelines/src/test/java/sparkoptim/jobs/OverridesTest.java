// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OverridesTest {

  @Test
  void parse_numbersAndFlags_keepTheirType() {
    Config config = parse("a.count=12", "a.rate=1e-4", "a.on=true", "a.sign=+3");
    assertThat(config.getObject("a").unwrapped())
        .containsEntry("count", 12)
        .containsEntry("rate", 1e-4)
        .containsEntry("on", true)
        .containsEntry("sign", 3);
  }

  @Test
  void parse_paths_stayAsWritten() {
    Config config =
        parse("a=hdfs://host:9000/x", "b=/one//two", "c=x#1.csv", "d=C:\\data", "e=a=b", "f=");
    assertThat(config.getString("a")).isEqualTo("hdfs://host:9000/x");
    assertThat(config.getString("b")).isEqualTo("/one//two");
    assertThat(config.getString("c")).isEqualTo("x#1.csv");
    assertThat(config.getString("d")).isEqualTo("C:\\data");
    assertThat(config.getString("e")).isEqualTo("a=b");
    assertThat(config.getString("f")).isEmpty();
  }

  @Test
  void parse_hocon_isRead() {
    Config config = parse("a=[1, 2]", "b={c = 3}", "d=\"quoted\"", "e=null");
    assertThat(config.getIntList("a")).containsExactly(1, 2);
    assertThat(config.getInt("b.c")).isEqualTo(3);
    assertThat(config.getString("d")).isEqualTo("quoted");
    assertThat(config.hasPath("e")).isFalse();
  }

  @Test
  void parse_substitution_readsTheEnvironment() {
    assertThat(parse("a=${PATH}").resolve().getString("a")).isEqualTo(System.getenv("PATH"));
  }

  @Test
  void parse_sameKeyTwice_laterWins() {
    assertThat(parse("a=1", "a=2").getInt("a")).isEqualTo(2);
  }

  @Test
  void parse_noEqualsSign_isRefused() {
    assertThatThrownBy(() -> parse("overwrite"))
        .isInstanceOf(JobException.class)
        .hasMessage("an override has the form key=value, was: overwrite");
  }

  @Test
  void parse_brokenKeyOrValue_isRefused() {
    assertThatThrownBy(() -> parse("a..b=1"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("a..b=1");
    assertThatThrownBy(() -> parse("a=[1, 2"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("a=[1, 2");
  }

  private static Config parse(String... overrides) {
    return Overrides.parse(List.of(overrides));
  }
}
