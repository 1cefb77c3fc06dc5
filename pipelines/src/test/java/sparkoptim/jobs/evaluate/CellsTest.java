// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CellsTest {

  @Test
  void forEach_fewPoints_givesThemBack() {
    var cells = new Cells(10);
    for (double value : new double[] {0.5, -2, 0.5, 0, -0.0}) {
      cells.add(point(3, value));
    }
    assertThat(cells.isExact()).isTrue();
    assertThat(contents(cells)).containsExactly("3 0.5 x2", "3 0.0 x2", "3 -2.0 x1");
  }

  @Test
  void merge_morePointsThanCells_isTheSameInAnyParts() {
    var random = new Random(5);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      points.add(point(i % 3, Math.rint(random.nextGaussian() * 1e4) / 1e4));
    }
    Cells whole = cells(points);
    assertThat(whole.isExact()).isFalse();
    assertThat(whole.size()).isBetween(64, 256);
    for (int parts : new int[] {2, 9}) {
      Cells merged = new Cells(256);
      for (int part = parts - 1; part >= 0; part--) {
        int size = points.size() / parts;
        int end = part == parts - 1 ? points.size() : (part + 1) * size;
        merged.merge(cells(points.subList(part * size, end)));
      }
      assertThat(contents(merged)).isEqualTo(contents(whole));
    }
  }

  @Test
  void add_moreKindsThanCells_keepsThemAll() {
    var cells = new Cells(16);
    for (int kind = 0; kind < 1000; kind++) {
      cells.add(point(kind, 1.0 / kind));
    }
    assertThat(cells.size()).isEqualTo(1000);
  }

  @Test
  void orderedProbability_isInOrderAndExact() {
    double[] probabilities = {0, 1e-300, 0.25, 0.5, Math.nextUp(0.5), 0.75, 1 - 0x1p-53, 1};
    long last = Long.MIN_VALUE;
    for (double p : probabilities) {
      assertThat(Point.probability(Point.orderedProbability(p))).isEqualTo(p);
      assertThat(Point.orderedProbability(p)).isGreaterThan(last);
      last = Point.orderedProbability(p);
    }
  }

  private static Cells cells(List<Point> points) {
    var cells = new Cells(256);
    points.forEach(cells::add);
    return cells;
  }

  private static Point point(long kind, double value) {
    var point = new Point();
    point.kind = kind;
    point.first = Point.ordered(value);
    point.weight = 1;
    return point;
  }

  private static List<String> contents(Cells cells) {
    var contents = new ArrayList<String>();
    cells.forEach(
        (point, count, hash) ->
            contents.add(point.kind + " " + Point.number(point.first) + " x" + count));
    return contents;
  }
}
