// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.data.Block;
import sparkoptim.core.testing.LinearCase;
import sparkoptim.core.testing.SampleRows;

/** Runs over rows in every form of their entries have the bits of runs over doubles and ints. */
class CompactRowsTest {
  private static final List<String> METHODS =
      List.of(
          "plain + sampled-newton + constant(1) + none",
          "alpha-svrg + local + bb + none",
          "alpha-svrg + sgd + constant(0.05) + none",
          "saga + sgd + constant(0.05) + none",
          "plain + adagrad + constant(0.05) + none");

  /** Kinds of values that one form holds and the one before does not. */
  private enum Form {
    ONES,
    BYTES,
    SHORTS,
    FLOATS,
    DOUBLES;

    private double round(double value) {
      return switch (this) {
        case ONES -> 1;
        case BYTES -> 1 + (int) Math.min(200, Math.abs(40 * value));
        case SHORTS -> value < 0 ? -1 - (int) (90 * -value) : 300 + (int) (90 * value);
        case FLOATS -> (float) value;
        case DOUBLES -> value;
      };
    }

    SampleRows of(SampleRows rows) {
      for (double[] row : rows.features()) {
        for (int j = 0; j < row.length; j++) {
          row[j] = row[j] == 0 ? 0 : round(row[j]);
        }
      }
      return rows;
    }
  }

  private record Case(Form form, LinearCase of, String method) {
    @Override
    public String toString() {
      String storage = of.sparse() ? "sparse" : "dense";
      return form + ", " + storage + ", " + of.outputs() + " outputs, " + method;
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Form form : Form.values()) {
      for (int classes : new int[] {2, 3}) {
        LinearCase of = classes == 2 ? LinearCase.logistic() : LinearCase.softmax();
        for (String method : METHODS) {
          SampleRows rows = form.of(SampleRows.random(150, 21, classes, 0.4, 5));
          SampleRows full = form.of(SampleRows.random(150, 21, classes, 1, 6));
          cases.add(new Case(form, of.of(rows), method));
          cases.add(new Case(form, of.of(rows).inSparseBatches(), method));
          cases.add(new Case(form, of.of(full).dense(), method));
        }
      }
    }
    // Wide rows, which are decoded some at a time.
    for (int width : new int[] {200, 1_500}) {
      for (int classes : new int[] {2, 3}) {
        LinearCase of = classes == 2 ? LinearCase.logistic() : LinearCase.softmax();
        SampleRows rows = Form.BYTES.of(SampleRows.random(150, width, classes, 0.4, 5));
        for (String method : List.of(METHODS.get(1), METHODS.get(2), METHODS.get(4))) {
          cases.add(new Case(Form.BYTES, of.of(rows).in(1), method));
          cases.add(new Case(Form.BYTES, of.of(rows).in(1).inSparseBatches(), method));
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void run_compactRows_hasTheBitsOfPlainOnes(Case tried) {
    boolean oneBlock = tried.of.shards() == 1; // of more rows than are decoded at a time
    List<List<Block>> plain =
        oneBlock ? List.of(List.of(tried.of.rows().sparseBlock())) : tried.of.blocks();
    List<List<Block>> compact =
        plain.stream().map(blocks -> blocks.stream().map(Block::compact).toList()).toList();
    assertThat(run(tried, compact)).containsExactly(run(tried, plain));
  }

  private static double[] run(Case tried, List<List<Block>> blocks) {
    LinearCase of = tried.of;
    long batch = tried.method.contains("sgd") || tried.method.contains("adagrad") ? 61 : 0;
    Loop loop =
        new Loop(
            OptimMethod.parse(tried.method),
            of.objective(of.problem(), blocks, batch),
            12,
            1e-13,
            new double[of.point(0).length]);
    loop.forEachRemaining(iteration -> {});
    return loop.served();
  }
}
