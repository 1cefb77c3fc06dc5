// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

final class CurveTest {

  @Test
  void of_shortLog_keepsItInOrder() {
    Curve curve = Curve.of(log(3).orderBy(functions.col("step").desc()));
    assertThat(curve.points()).extracting(Curve.Point::step).containsExactly(0L, 1L, 2L);
    assertThat(curve.points().get(1))
        .isEqualTo(new Curve.Point(1, 0, 0.5, 0.5, Double.NaN, 0.1, 2.0));
  }

  @Test
  void of_longLog_isThinnedWithBothEnds() {
    List<Curve.Point> points = Curve.of(log(9_999)).points();
    assertThat(points).hasSize(2000);
    assertThat(points.get(0).step()).isZero();
    assertThat(points.get(1999).step()).isEqualTo(9_998);
  }

  @Test
  void png_gradientNormKnown_hasTwoPanels() throws IOException {
    BufferedImage one = image(curve(Double.NaN));
    BufferedImage two = image(curve(1.0));
    assertThat(one.getHeight()).isPositive();
    assertThat(two.getHeight()).isEqualTo(2 * one.getHeight());
  }

  @Test
  void png_oneGradientNorm_hasOnePanel() throws IOException {
    Curve curve =
        new Curve(
            List.of(
                new Curve.Point(0, 0, 0, 0.7, 1.0, 0.1, 0), // the norm at the start only
                new Curve.Point(1, 1, 1, -0.5, Double.NaN, 0.1, 1)));
    assertThat(image(curve).getHeight()).isEqualTo(image(curve(Double.NaN)).getHeight());
  }

  @Test
  void png_onePoint_isNone() throws IOException {
    Curve curve = new Curve(List.of(new Curve.Point(0, 0, 0, 0.7, 1.0, 0.1, 0)));
    assertThat(CurveChart.png(curve, "a title")).isEmpty();
  }

  private static BufferedImage image(Curve curve) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(CurveChart.png(curve, "a title").orElseThrow()));
  }

  private static Curve curve(double norm) {
    return new Curve(
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    new Curve.Point(i, i, i, 0.3 + 0.4 * Math.exp(-i), norm * Math.exp(-i), 0.1, i))
            .toList());
  }

  private static Dataset<Row> log(int points) {
    return TestSession.get()
        .range(points)
        .selectExpr(
            "id step",
            "0L epoch",
            "id / 2D passes",
            "1D / (id + 1) objective",
            "double('NaN') gradientNorm",
            "0.1D stepSize",
            "id * 2D seconds");
  }
}
