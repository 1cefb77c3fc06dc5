// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.RunRecord;

final class GapChartTest {
  private static final int FIRST_COLOR = 0x1F6FB4;
  private static final int SECOND_COLOR = 0xD9711A;

  private static BenchmarkResult result(double mllib) {
    List<Figure> figures = new ArrayList<>();
    for (String penalty : List.of("raw", "standardized")) {
      for (String name : List.of(GapBench.OURS, GapBench.MLLIB)) {
        for (int maxIter = 1; maxIter <= 3; maxIter++) {
          double gap = name.equals(GapBench.MLLIB) ? mllib : Math.pow(10, -2 * maxIter);
          String[] labels = {penalty, name, "" + maxIter};
          figures.add(Figure.of("whole fit", 0.1 * maxIter, "s", "%.3f").labels(labels));
          figures.add(Figure.of("gap", gap, Figure.GAP, "%.1e").labels(labels));
        }
      }
    }
    List<String> labelNames = List.of("penalty", "trained by", "maxIter");
    return new BenchmarkResult(GapBench.NAME, RunRecord.here(), labelNames, figures);
  }

  private static boolean has(BufferedImage image, int from, int to, int color) {
    for (int x = from; x < to; x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        if ((image.getRGB(x, y) & 0xFFFFFF) == color) {
          return true;
        }
      }
    }
    return false;
  }

  private static BufferedImage draw(double mllib) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(GapChart.png(result(mllib))));
  }

  @Test
  void png_bothPanels_haveALineForEach() throws IOException {
    BufferedImage image = draw(1e-3);
    int half = image.getWidth() / 2;
    for (int from : new int[] {0, half}) {
      assertThat(has(image, from, from + half, FIRST_COLOR)).isTrue();
      assertThat(has(image, from, from + half, SECOND_COLOR)).isTrue();
    }
  }

  /** A logarithmic axis has no place for 0. */
  @Test
  void png_gapsOfRounding_areNotDrawn() throws IOException {
    BufferedImage image = draw(0);
    assertThat(has(image, 0, image.getWidth() / 2, FIRST_COLOR)).isTrue();
    assertThat(has(image, 0, image.getWidth() / 2, SECOND_COLOR)).isFalse();
  }
}
