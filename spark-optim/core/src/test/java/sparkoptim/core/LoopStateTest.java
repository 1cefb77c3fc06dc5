// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class LoopStateTest {
  /** One field of every kind, two parts deep. */
  private static final class Fielded implements Stateful {
    private final double[] vector;
    private double number;
    private long count;
    private boolean flag;

    Fielded(int length) {
      vector = new double[length];
    }

    @Override
    public void fields(StateVisitor fields) {
      fields.in("part").in("inner").vector("vector", vector);
      number = fields.in("part").number("number", number);
      count = fields.count("count", count);
      flag = fields.flag("flag", flag);
    }
  }

  private static Fielded filled() {
    Fielded saved = new Fielded(2);
    saved.vector[0] = -0.0;
    saved.vector[1] = 1.5;
    saved.number = Double.NaN;
    saved.count = Long.MIN_VALUE;
    saved.flag = true;
    return saved;
  }

  @Test
  void of_everyField_hasItsPathAndValue() {
    LoopState state = LoopState.of(filled());
    assertThat(state.vectors()).containsOnlyKeys("part.inner.vector");
    assertThat(state.vectors().get("part.inner.vector")).isEqualTo(new double[] {-0.0, 1.5});
    assertThat(state.numbers()).containsExactly(Map.entry("part.number", Double.NaN));
    assertThat(state.counts()).containsOnlyKeys("count", "flag");
    assertThat(state.counts()).containsEntry("count", Long.MIN_VALUE).containsEntry("flag", 1L);
  }

  @Test
  void of_laterChanges_doNotReachTheState() {
    Fielded saved = filled();
    LoopState state = LoopState.of(saved);
    saved.vector[1] = 7;
    saved.count = 7;
    Fielded restored = new Fielded(2);
    state.restore(restored);
    assertThat(restored.vector).isEqualTo(new double[] {-0.0, 1.5});
    assertThat(restored.count).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void restore_freshObject_getsEveryValue() {
    Fielded restored = new Fielded(2);
    LoopState state = LoopState.of(filled());
    state.restore(restored);
    assertThat(restored.vector).isEqualTo(new double[] {-0.0, 1.5});
    assertThat(restored.number).isNaN();
    assertThat(restored.count).isEqualTo(Long.MIN_VALUE);
    assertThat(restored.flag).isTrue();
    restored.vector[1] = 7;
    assertThat(state.vectors().get("part.inner.vector")[1]).isEqualTo(1.5);
  }

  @Test
  void restore_vectorOfAnotherLength_isRefused() {
    LoopState state = LoopState.of(filled());
    assertThatThrownBy(() -> state.restore(new Fielded(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("state field part.inner.vector has 2 values, this run needs 3");
  }

  @Test
  void restore_missingField_isRefused() {
    for (String missing : new String[] {"part.inner.vector", "part.number", "count", "flag"}) {
      LoopState state = LoopState.of(filled());
      state.vectors().remove(missing);
      state.numbers().remove(missing);
      state.counts().remove(missing);
      assertThatThrownBy(() -> state.restore(new Fielded(2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the saved state has no field " + missing);
    }
  }

  @Test
  void of_nameVisitedTwice_isRefused() {
    Stateful twice =
        new Stateful() {
          @Override
          public void fields(StateVisitor fields) {
            fields.in("part").count("step", 1);
            fields.in("part").count("step", 2);
          }
        };
    assertThatThrownBy(() -> LoopState.of(twice))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("field part.step is named twice");
  }
}
