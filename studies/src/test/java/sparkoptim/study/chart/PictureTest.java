// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import sparkoptim.study.chart.Panel.Scale;

final class PictureTest {
  private static final double[] PLACES = {1, 2, 4};

  @Test
  void png_threePanelsInTwoColumns_hasTwoRows() throws IOException {
    Panel panel = panel(Scale.AUTO, 1, 2, 3);
    BufferedImage image = image(new Picture(List.of(panel, panel, panel), 2, 300, 200, 1.5));
    assertThat(image.getWidth()).isEqualTo(900);
    assertThat(image.getHeight()).isEqualTo(600);
  }

  @Test
  void png_everyStyle_isDrawnInItsColor() throws IOException {
    List<Series> lines =
        List.of(
            new Series("a", PLACES, new double[] {1, 2, 3}),
            new Series("b", PLACES, new double[] {3, 2, 1}, Series.Style.DASHED),
            new Series("c", PLACES, new double[] {2, 2.5, 2}, Series.Style.POINTS));
    BufferedImage image = image(picture(new Panel("title", "x", "y", Scale.AUTO, lines)));
    assertThat(has(image, 0x1F6FB4)).isTrue();
    assertThat(has(image, 0xD9711A)).isTrue();
    assertThat(has(image, 0x2E8B57)).isTrue();
  }

  @Test
  void panel_valuesNotFinite_areLeftOut() {
    Panel panel = panel(Scale.AUTO, 1, Double.NaN, Double.POSITIVE_INFINITY);
    assertThat(panel.lines().get(0).x()).containsExactly(1);
    assertThat(panel.drawable()).isFalse();
    assertThat(panel(Scale.AUTO, Double.NaN, Double.NaN, Double.NaN).lines()).isEmpty();
  }

  @Test
  void panel_valuesOverADecade_areLogarithmic() {
    assertThat(panel(Scale.AUTO, 0.1, 0.5, 1).logValues()).isTrue();
    assertThat(panel(Scale.AUTO, 0.2, 0.5, 1).logValues()).isFalse();
    assertThat(panel(Scale.AUTO, 0, 0.5, 1).logValues()).isFalse();
    assertThat(panel(Scale.LINEAR, 0.1, 0.5, 1).logValues()).isFalse();
  }

  @Test
  void png_emptyPanel_isStillAPicture() throws IOException {
    assertThat(image(picture(panel(Scale.AUTO, Double.NaN, Double.NaN, Double.NaN))).getWidth())
        .isEqualTo(300);
  }

  @Test
  void line_unevenSides_isRefused() {
    assertThatThrownBy(() -> new Series("a", PLACES, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line a: 3 places for 1 values");
  }

  private static Panel panel(Scale scale, double... values) {
    return new Panel("", "x", "y", scale, List.of(new Series("a", PLACES, values)));
  }

  private static Picture picture(Panel panel) {
    return new Picture(List.of(panel), 1, 300, 200, 1);
  }

  private static BufferedImage image(Picture picture) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(picture.png()));
  }

  private static boolean has(BufferedImage image, int color) {
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        if ((image.getRGB(x, y) & 0xFFFFFF) == color) {
          return true;
        }
      }
    }
    return false;
  }
}
