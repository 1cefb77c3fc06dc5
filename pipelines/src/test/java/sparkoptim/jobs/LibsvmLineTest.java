// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LibsvmLineTest {

  @ParameterizedTest
  @CsvSource({"1 2:3, 2", "-1, 0", "+1 1:0.5  7:-1e3, 7", "0.5 1:1 , 1"})
  void lastIndex_goodLine_isTheLargest(String line, int expected) {
    assertThat(LibsvmLine.lastIndex(line)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "x 1:1, the label is not a number ('x')",
    "1 abc, 'abc' is not index:value",
    "1 a:1, the index of 'a:1' is not a whole number",
    "1 1:b, the value of '1:b' is not a number ('b')",
    "1 1:2:3, the value of '1:2:3' is not a number ('2:3')",
    "1 0:1, 'indices begin at 1, ''0:1'' has 0'",
    "1 3:1 2:1, 'indices must rise, 2 follows 3'",
    "1 2:1 2:1, 'indices must rise, 2 follows 2'",
    "1 qid:3 1:1, the index of 'qid:3' is not a whole number"
  })
  void lastIndex_badLine_isRefusedWithItsReason(String line, String reason) {
    assertThatThrownBy(() -> LibsvmLine.lastIndex(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }
}
