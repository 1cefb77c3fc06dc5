package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs in examples/bigdl run and learn. */
class OneLineExamplesTest {
  private static final Pattern ACCURACY = Pattern.compile("accuracy (\\d[.,]\\d+)");

  /** By reflection: Scala is compiled after Java. */
  @ParameterizedTest
  @CsvSource({
    "OneLineInJava, bigdl",
    "OneLineInJava, ours",
    "OneLineInScala, bigdl",
    "OneLineInScala, ours"
  })
  void example_ofOneLine_learns(String name, String engine) throws ReflectiveOperationException {
    Class<?> example = Class.forName("sparkoptim.examples." + name);
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      example.getMethod("main", String[].class).invoke(null, (Object) new String[] {engine});
    } finally {
      System.setOut(out);
    }
    Matcher accuracy = ACCURACY.matcher(printed.toString(StandardCharsets.UTF_8));
    assertThat(accuracy.find()).as("prints its accuracy").isTrue();
    // About half of the points are of either kind.
    assertThat(Double.parseDouble(accuracy.group(1).replace(',', '.'))).isGreaterThan(0.8);
  }
}
