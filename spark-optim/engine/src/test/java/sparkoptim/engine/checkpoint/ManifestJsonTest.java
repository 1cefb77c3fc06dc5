// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import sparkoptim.core.StopReason;

class ManifestJsonTest {
  private static Manifest manifest(StopReason reason, Map<String, Double> numbers) {
    return new Manifest(
        Manifest.FORMAT,
        "0.1.0",
        Instant.parse("2026-11-22T18:00:00.5Z"),
        new RunIdentity(Map.of("method", "sgd(\"0.9\") + constant(0.1)")),
        List.of("cuda, one", "Java, StrictMath"),
        7,
        1.5,
        new Manifest.Spent(0.25, 7, 8, Long.MAX_VALUE),
        reason,
        Double.NaN,
        new Manifest.Values(numbers, Map.of("step", Long.MAX_VALUE, "made", -1L)),
        new Manifest.Values(Map.of(), Map.of()),
        List.of(new Manifest.ArrayFile("loop.rule.x", 3, "ab")));
  }

  private static Manifest roundTrip(Manifest manifest) {
    return ManifestJson.read("place", ManifestJson.write(manifest));
  }

  @Test
  void read_ofWritten_isTheSame() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("negative zero", -0.0);
    numbers.put("ceiling", Double.POSITIVE_INFINITY);
    numbers.put("floor", Double.NEGATIVE_INFINITY);
    numbers.put("firstNorm", Double.NaN);
    numbers.put("least", Double.MIN_VALUE);
    for (StopReason reason : StopReason.values()) {
      Manifest manifest = manifest(reason, numbers);
      assertThat(roundTrip(manifest)).isEqualTo(manifest);
    }
    Manifest unfinished = manifest(null, numbers);
    assertThat(roundTrip(unfinished)).isEqualTo(unfinished);
    assertThat(roundTrip(unfinished).run().key()).isEqualTo(unfinished.run().key());
  }

  @Property(tries = 2000)
  void read_ofAnyNumber_hasItsBits(@ForAll long bits) {
    double number = Double.longBitsToDouble(bits);
    Manifest manifest = manifest(null, Map.of("number", number));
    double read = roundTrip(manifest).loop().numbers().get("number");
    assertThat(Double.doubleToLongBits(read)).isEqualTo(Double.doubleToLongBits(number));
  }

  @Test
  void write_ofStopReason_isItsNameInWords() {
    String text =
        new String(
            ManifestJson.write(manifest(StopReason.TIME_LIMIT, Map.of())), StandardCharsets.UTF_8);
    assertThat(text).contains("\"stopReason\" : \"time-limit\"").endsWith("}\n");
  }
}
