// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.PlainText;
import sparkoptim.core.StateVisitor;
import sparkoptim.core.StopReason;
import sparkoptim.core.sharded.LocalCollective;

/**
 * Tells whether numbers can be a state of a training. A digest finds damage; numbers that somebody
 * put together, with a digest that fits, are held against a fresh run of the same training: names,
 * lengths, and whether they may be infinite.
 */
public final class StateCheck {
  /** Relative: passes are a product of the step. */
  private static final double PASSES_TOLERANCE = 1e-6;

  private final Training training;
  private final Shape fresh = new Shape("", new HashMap<>(), new HashMap<>(), new HashMap<>());

  /** Creates a check of states of a training. */
  public StateCheck(Training training) {
    this.training = training;
    run().loop().fields(fresh);
  }

  private TrainingRun run() {
    return training.run(new LocalCollective(List.of(), training.problem().dimension()));
  }

  /**
   * Checks the length of a vector of the loop before anybody makes room for it.
   *
   * @throws IllegalArgumentException if no such vector has this length
   */
  public void requireLength(String name, long length) {
    Integer expected = fresh.lengths.get(name);
    boolean fits =
        expected == null
            ? length == 0 || length == training.problem().dimension()
            : length == expected;
    if (!fits) {
      throw new IllegalArgumentException(
          PlainText.of(
              "state field %s has %d values, this run needs %d",
              name, length, expected == null ? training.problem().dimension() : expected));
    }
  }

  /**
   * Checks a state.
   *
   * @throws IllegalArgumentException that names what this training could not have come to
   */
  public void require(TrainingState state) {
    LoopState loop = state.loop();
    loop.vectors().forEach((name, vector) -> requireLength(name, vector.length));
    loop.vectors().forEach(StateCheck::requireFinite);
    loop.numbers().forEach((name, value) -> requireNumber(loop, name, value));
    loop.counts().forEach(this::requireCount);
    requireRun(state);
    if (state.served() != null) {
      int length = state.served().length;
      int dimension = training.problem().dimension();
      require(
          length == dimension,
          () ->
              PlainText.of("the served point has %d values, this run needs %d", length, dimension));
      requireFinite("served", state.served());
    }
  }

  private static void requireFinite(String name, double[] vector) {
    for (int i = 0; i < vector.length; i++) {
      if (!Double.isFinite(vector[i])) {
        throw new IllegalArgumentException(
            PlainText.of("value %d of %s is %s", i, name, vector[i]));
      }
    }
  }

  /** What is not finite in a fresh run is not known yet; a snapshot that was taken has a loss. */
  private void requireNumber(LoopState loop, String name, double value) {
    Double first = fresh.numbers.get(name);
    boolean open = first != null && !Double.isFinite(first);
    if (open && name.endsWith(".loss")) {
      String step = name.substring(0, name.length() - ".loss".length()) + ".step";
      open = loop.counts().getOrDefault(step, -1L) < 0;
    }
    require(Double.isFinite(value) || open, () -> "number %s is %s".formatted(name, value));
  }

  private void requireCount(String name, long value) {
    long least = Math.min(0, fresh.counts.getOrDefault(name, 0L));
    require(
        value >= least, () -> PlainText.of("count %s must be >= %d, was %d", name, least, value));
  }

  private void requireRun(TrainingState state) {
    Loop loop = restored(state);
    require(
        loop.step() == state.steps() && state.steps() <= training.steps(),
        () ->
            PlainText.of(
                "the loop is at step %d, the state at %d of %d",
                loop.step(), state.steps(), training.steps()));
    require(
        Math.abs(loop.passes() - state.passes()) <= PASSES_TOLERANCE * Math.max(1, loop.passes()),
        () ->
            PlainText.of(
                "%d steps are %s passes, it says %s",
                state.steps(), loop.passes(), state.passes()));
    StopReason reason = state.stopReason() == StopReason.TIME_LIMIT ? null : state.stopReason();
    require(
        loop.stopReason() == reason,
        () -> "it ended by %s, its loop by %s".formatted(reason, loop.stopReason()));
  }

  private Loop restored(TrainingState state) {
    try {
      return run().from(state).loop();
    } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
      throw new IllegalArgumentException("its counts are not of one run: " + e.getMessage(), e);
    }
  }

  private static void require(boolean holds, Supplier<String> message) {
    if (!holds) {
      throw new IllegalArgumentException(message.get());
    }
  }

  /** What a fresh run has: lengths of vectors, first numbers and counts. */
  private record Shape(
      String prefix,
      Map<String, Integer> lengths,
      Map<String, Double> numbers,
      Map<String, Long> counts)
      implements StateVisitor {
    @Override
    public void vector(String name, double[] held) {
      lengths.put(prefix + name, held.length);
    }

    @Override
    public double number(String name, double value) {
      numbers.put(prefix + name, value);
      return value;
    }

    @Override
    public long count(String name, long value) {
      counts.put(prefix + name, value);
      return value;
    }

    @Override
    public StateVisitor in(String part) {
      return new Shape(prefix + part + ".", lengths, numbers, counts);
    }
  }
}
