// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.probe;

import java.util.List;
import java.util.function.Consumer;
import sparkoptim.core.Loop;
import sparkoptim.core.Probe;

/**
 * Named numbers of a run's state, such as {@code rule.gamma} of step-tuned or {@code
 * stepSize.ceiling} of bb. No evaluations, no reductions.
 *
 * @param names of numbers or counts, as a saved state has them
 * @param to receives every look
 */
public record FieldProbe(List<String> names, Consumer<Look> to) implements Probe {
  /**
   * What a look found.
   *
   * @param step the step that the run was about to make
   * @param values one for each name, in their order
   */
  public record Look(long step, List<Double> values) {}

  public FieldProbe {
    names = List.copyOf(names);
  }

  /**
   * Reads the numbers.
   *
   * @throws IllegalArgumentException if the run has no number of a name
   */
  @Override
  public void look(Loop run) {
    FieldReader fields = FieldReader.of(run);
    to.accept(new Look(run.step(), names.stream().map(fields::number).toList()));
  }
}
