// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PlainTextTest {
  @Test
  void line_plainText_isTheSame() {
    String text = "größer als 1, 模型 \uD83D\uDE00";
    assertThat(PlainText.line(text)).isSameAs(text);
    assertThat(PlainText.line(null)).isNull();
  }

  @Test
  void line_controlCharacters_areShownByTheirNumbers() {
    assertThat(PlainText.line("a\u001b[2Kb\r\nc\td"))
        .isEqualTo("a\\u001b[2Kb\\u000d\\u000ac\\u0009d");
    assertThat(PlainText.line("x\u2028y\u202ez\u009b\u007f"))
        .isEqualTo("x\\u2028y\\u202ez\\u009b\\u007f");
    assertThat(PlainText.line("lone \ud800")).isEqualTo("lone \\ud800");
  }
}
