// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sparkoptim.core.Capability;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.LoopState;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.StochasticObjective;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.Storm;
import sparkoptim.core.rule.Prodigy;
import sparkoptim.core.testing.RankStates;
import sparkoptim.core.testing.Ranks;

/** A method on a problem, and what must hold of it. */
record Trial(Problem problem, OptimMethod method) {
  /** More than three epochs of four mini-batches, the last one broken off. */
  static final long STEPS = 13;

  /** Never reached: full gradients are looked at. */
  private static final double TOLERANCE = 1e-200;

  private static final int RANKS = 4;

  /** One run is what all others are held against; its bits must not depend on anything. */
  void keepsItsBits(List<Integer> resumedAt) {
    int data = problem.data().getAsInt();
    double[] start = problem.start().clone();
    String settings = method.toString();
    Trace whole = Trace.of(loop(problem.objective(method), problem.start()));
    leftAlone(start, data, settings);
    resumedAt.stream().filter(step -> step <= whole.steps()).forEach(step -> resumes(whole, step));
    for (int ranks = 1; ranks <= RANKS; ranks++) {
      isTheSameOn(ranks, whole);
    }
    isTheSameProbed(whole);
    leftAlone(start, data, settings);
  }

  private void leftAlone(double[] start, int data, String settings) {
    assertThat(problem.start()).as("the starting point, left alone").isEqualTo(start);
    assertThat(problem.data().getAsInt()).as("the data, left alone").isEqualTo(data);
    assertThat(method).as("the settings, left alone").hasToString(settings);
  }

  private Loop loop(StochasticObjective objective, double[] start) {
    return new Loop(method, objective, STEPS, TOLERANCE, start);
  }

  private void resumes(Trace whole, int step) {
    Loop loop = loop(problem.objective(method), problem.start());
    whole.states().get(step).restore(loop);
    same("resumed at step " + step, Trace.of(loop), whole, step);
  }

  private void isTheSameOn(int ranks, Trace whole) {
    same("on %d ranks".formatted(ranks), onRanks(ranks, null), whole, 0);
    int middle = whole.steps() / 2;
    Trace resumed = onRanks(ranks, whole.states().get(middle));
    same("resumed at step %d on %d ranks".formatted(middle, ranks), resumed, whole, middle);
  }

  /** From the start, or from a state. */
  private Trace onRanks(int ranks, LoopState from) {
    List<Trace> parts =
        Ranks.run(
            ranks,
            problem.objective(method),
            part -> {
              Loop loop = loop(part, Ranks.part(part.space(), problem.start()));
              if (from != null) {
                RankStates.part(part, from).restore(loop);
              }
              return Trace.of(loop);
            });
    Trace first = parts.get(0);
    for (Trace part : parts) {
      assertThat(part.iterations()).isEqualTo(first.iterations());
      assertThat(part.end()).isEqualTo(first.end());
    }
    List<LoopState> states = new ArrayList<>();
    List<double[]> served = new ArrayList<>();
    for (int step = 0; step <= first.steps(); step++) {
      int at = step;
      states.add(RankStates.join(parts.stream().map(part -> part.states().get(at)).toList()));
      served.add(Ranks.join(parts.stream().map(part -> part.served().get(at)).toList()));
    }
    return new Trace(first.iterations(), states, served, first.end());
  }

  private void isTheSameProbed(Trace whole) {
    Loop loop = loop(problem.objective(method), problem.start());
    loop.probe(1, Trial::look);
    same("probed", Trace.of(loop), whole, 0);
  }

  /** Evaluates and takes products at every point that a probe can see. */
  private static void look(Loop run) {
    Gradient gradient = new Gradient(run.context().space().size());
    for (double[] point : List.of(run.query(), run.served())) {
      run.objective().full().evaluate(point, gradient);
      run.objective().batch(run.step() + 1).evaluate(point, gradient);
      run.context().space().dots(point, new double[][] {gradient.values}, new double[1]);
    }
  }

  /** The same bits at every moment, from the step at which a run took up another. */
  private static void same(String how, Trace run, Trace whole, int from) {
    assertThat(run.iterations()).as(how).isEqualTo(whole.iterations().subList(from, whole.steps()));
    assertThat(run.end()).as(how).isEqualTo(whole.end());
    for (int i = 0; i <= run.steps(); i++) {
      int step = from + i;
      if (!Arrays.equals(run.served().get(i), whole.served().get(step))) {
        assertThat(run.served().get(i))
            .as("%s: served at step %d", how, step)
            .containsExactly(whole.served().get(step));
      }
      assertThat(RankStates.equal(run.states().get(i), whole.states().get(step)))
          .as("%s: the state at step %d is the same", how, step)
          .isTrue();
    }
  }

  /**
   * Where storm's memory of noisy gradients raises prodigy's estimate of the distance, which never
   * falls.
   */
  boolean runsAway() {
    return method.rule() instanceof Prodigy
        && method.estimator() instanceof Storm
        && problem.objective(method).offers().contains(Capability.BATCH_DEPENDENT);
  }

  /** A run of the problem's steps ends below its goal; what an average serves, below the start. */
  void decreasesTheLoss() {
    Loop loop = new Loop(method, problem.objective(method), problem.steps(), 0, problem.start());
    loop.forEachRemaining(iteration -> {});
    double[] served = loop.served();
    assertThat(Arrays.stream(served).allMatch(Double::isFinite)).as("finite").isTrue();
    boolean averaged = !method.average().equals(NoAverage.DEFAULT);
    double goal = averaged ? problem.loss().applyAsDouble(problem.start()) : problem.goal();
    assertThat(problem.loss().applyAsDouble(served)).as("the loss").isLessThan(goal);
  }
}
