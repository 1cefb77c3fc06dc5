// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs in examples/bigdl run and learn. */
class OneLineExamplesTest {
  private static final Pattern ACCURACY = Pattern.compile("accuracy (\\d[.,]\\d+)");

  private static final PrintStream OUT = System.out;
  private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();

  /** Once, as Scala's println goes on with the stream that it finds first. */
  @BeforeAll
  static void listen() {
    System.setOut(new PrintStream(PRINTED, true, StandardCharsets.UTF_8));
  }

  @AfterAll
  static void restore() {
    System.setOut(OUT);
  }

  /** By reflection: Scala is compiled after Java. */
  @ParameterizedTest
  @CsvSource({
    "OneLineInJava, bigdl",
    "OneLineInJava, ours",
    "OneLineInScala, bigdl",
    "OneLineInScala, ours"
  })
  void example_ofOneLine_learns(String name, String engine) throws ReflectiveOperationException {
    PRINTED.reset();
    Class<?> example = Class.forName("sparkoptim.examples." + name);
    example.getMethod("main", String[].class).invoke(null, (Object) new String[] {engine});
    Matcher accuracy = ACCURACY.matcher(PRINTED.toString(StandardCharsets.UTF_8));
    assertThat(accuracy.find()).as("prints its accuracy").isTrue();
    // About half of the points are of either kind.
    assertThat(Double.parseDouble(accuracy.group(1).replace(',', '.'))).isGreaterThan(0.8);
  }
}
