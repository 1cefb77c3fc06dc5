// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.List;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Picture;

/** The form of the studies' pictures: small enough for a document. */
public final class Pictures {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 340;
  private static final double PIXELS_PER_UNIT = 1.25;

  private Pictures() {}

  /** Returns a picture of one panel. */
  public static Picture one(Panel panel) {
    return new Picture(List.of(panel), 1, WIDTH, HEIGHT, PIXELS_PER_UNIT);
  }

  /** Returns a picture of two panels side by side. */
  public static Picture pair(Panel left, Panel right) {
    return new Picture(List.of(left, right), 2, WIDTH, HEIGHT, PIXELS_PER_UNIT);
  }
}
