// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WeightsDigestTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 1025, 3000})
  void sha256_anyLength_isThatOfLittleEndianDoubles(int length) throws NoSuchAlgorithmException {
    double[] values = new Random(3).doubles(length, -5, 5).toArray();
    ByteBuffer bytes = ByteBuffer.allocate(8 * length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      bytes.putDouble(value);
    }
    byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes.array());
    assertThat(WeightsDigest.sha256(values)).isEqualTo(HexFormat.of().formatHex(expected));
  }

  @Test
  void sha256_severalArrays_isThatOfTheirConcatenation() {
    double[] values = new Random(4).doubles(2500).toArray();
    assertThat(
            WeightsDigest.sha256(
                Arrays.copyOf(values, 1100), new double[0], Arrays.copyOfRange(values, 1100, 2500)))
        .isEqualTo(WeightsDigest.sha256(values));
  }

  @Test
  void sha256_onlyTheSignOfZeroDiffers_differs() {
    assertThat(WeightsDigest.sha256(new double[] {0.0}))
        .isNotEqualTo(WeightsDigest.sha256(new double[] {-0.0}));
  }
}
