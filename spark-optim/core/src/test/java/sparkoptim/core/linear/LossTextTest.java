// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.core.Gradient;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.NaiveLinear;

/** Losses by name, from this library and from another jar. */
class LossTextTest {
  @TempDir private Path folder;

  /** Runs as if a jar of the application's had these providers. */
  private void with(Runnable body, String... providers) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(LossProvider.class.getName()), String.join("\n", providers));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      body.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void parse_ownNames_areTheLosses() {
    assertThat(LossText.names())
        .containsExactly(
            "hinge", "huber", "logistic", "poisson", "softmax", "squared", "squared-hinge");
    assertThat(LossText.parse("squared-hinge")).isEqualTo(SquaredHingeLoss.LOSS);
    assertThat(LossText.parse("softmax")).isEqualTo(SoftmaxCrossEntropy.LOSS);
    assertThat(LossText.parse(" huber ( delta = 0.5 ) ")).isEqualTo(new HuberLoss(0.5));
    assertThat(LossText.parse("huber(2)")).isEqualTo(new HuberLoss(2));
    assertThat(LossText.parse("huber()")).isEqualTo(new HuberLoss(1.35));
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> LossText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("loss '" + text + "': " + message);
  }

  @Test
  void parse_mistakes_areNamed() {
    refused("hubert", "unknown loss hubert; did you mean huber?");
    refused("huber(d=1)", "unknown setting d; known: delta");
    refused("huber(x)", "delta must be a number, was 'x'");
    refused("huber(1, 2)", "takes at most 1 settings");
    refused("huber(0)", "huber: delta must be finite and > 0, was 0.0");
    refused("huber(1", "expected a name, or name(setting=number, ...)");
  }

  @Test
  void parse_lossOfAnotherJar_trainsLikeAnyOther() throws IOException {
    with(
        () -> {
          ScalarLoss loss = (ScalarLoss) LossText.parse("log-cosh(width=2)");
          assertThat(loss).isEqualTo(new LogCosh(2));
          LinearCase problem = LinearCase.logistic().with(loss);
          NaiveLinear naive = new NaiveLinear(problem);
          double[] point = problem.point(1);
          Gradient gradient = new Gradient(point.length);
          assertThat(problem.objective(0).full().evaluate(point, gradient))
              .isCloseTo(naive.loss(point), within(1e-12));
          assertThat(gradient.values).containsExactly(naive.gradient(point), within(1e-12));
        },
        "nowhere.Missing",
        Own.class.getName());
  }

  @Test
  void parse_unknownName_namesTheBrokenProvider() throws IOException {
    with(
        () ->
            assertThatThrownBy(() -> LossText.parse("log-cos"))
                .hasMessageContaining("did you mean log-cosh? (a provider could not be loaded: ")
                .hasMessageContaining("Provider nowhere.Missing not found"),
        "nowhere.Missing",
        Own.class.getName());
  }

  @Test
  void parse_nameTakenTwice_isRefused() throws IOException {
    with(
        () ->
            assertThatThrownBy(() -> LossText.parse("squared"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two losses have the name squared: ")
                .hasMessageContaining(SquaredLoss.class.getName() + " of ")
                .hasMessageContaining(LogCosh.class.getName() + " of "),
        Twice.class.getName());
  }

  /** {@code w^2 log cosh(r / w)}, a smooth relative of Huber's. */
  public record LogCosh(double width) implements ScalarLoss {
    @Override
    public double value(double label, double margin) {
      return width * width * StrictMath.log(StrictMath.cosh((margin - label) / width));
    }

    @Override
    public double slope(double label, double margin) {
      return width * StrictMath.tanh((margin - label) / width);
    }

    @Override
    public double curvature() {
      return 1;
    }
  }

  /** Brings a loss. */
  public static final class Own implements LossProvider {
    @Override
    public Map<String, LinearLoss> losses() {
      return Map.of("log-cosh", new LogCosh(1));
    }
  }

  /** Brings a loss whose name is taken. */
  public static final class Twice implements LossProvider {
    @Override
    public Map<String, LinearLoss> losses() {
      return Map.of("squared", new LogCosh(1));
    }
  }
}
