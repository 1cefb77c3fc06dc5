// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs an optimization method over an objective, in the same way on every host: on a laptop, in
 * every rank of a round, and on the driver of a job engine. {@link #begin} opens a step and takes
 * the snapshot that is due; {@link #next} makes the step: {@link StepSize.Run#at}, {@link
 * UpdateRule.Run#step}, {@link IterateAverage.Run#add}.
 *
 * <p>A run ends after the planned steps, or where the {@link ConvergenceTest} is met. Convergence
 * is tested at each fresh snapshot; methods without snapshots, and those that serve other points
 * than they visit, test the served point once an epoch, at the price of one pass, unless their rule
 * estimates by itself how far the loss is above its least. While a coefficient of 0 takes no
 * snapshots, no test is made.
 *
 * <p>State is saved and restored between calls of {@link #next}.
 */
public final class Loop implements Stateful {
  private final OptimMethod method;
  private final StochasticObjective objective;
  private final RunContext context;
  private final double passesPerEpoch;
  private final GradientEstimator.Run estimator;
  private final StepSize.Run stepSize;
  private final IterateAverage.Run average;
  private final Oracle gradients;
  private final ConvergenceTest convergence;
  private final List<Watch> watches = new ArrayList<>();
  private final Snapshot monitored;
  private final boolean estimatesGap;
  private UpdateRule.Run rule;
  private long step;
  private boolean begun;

  /**
   * Creates a run that has not begun.
   *
   * @param method the method to run
   * @param objective the objective to minimize
   * @param steps planned steps
   * @param tolerance of the loss relative to its least value; 0 stops early only where nothing is
   *     left to gain
   * @param point held part of the starting point; copied
   */
  public Loop(
      OptimMethod method,
      StochasticObjective objective,
      long steps,
      double tolerance,
      double[] point) {
    method.checkObjective(objective.offers(), objective.needs());
    this.method = method;
    this.objective = objective;
    boolean passes = method.rule().needs().contains(Capability.LOCAL_EPOCHS);
    boolean whole = passes || method.rule().needs().contains(Capability.MARGINS);
    if (whole && objective.stepsPerEpoch() != 1) {
      throw new IllegalArgumentException(
          PlainText.of(
              "%s takes whole passes: an epoch must be 1 step, was %d mini-batches",
              MethodText.name(method.rule()), objective.stepsPerEpoch()));
    }
    double inner = passes ? objective.localEpochSteps() : 1;
    Plan plan = new Plan(objective.stepsPerEpoch(), steps, inner);
    context =
        new RunContext(
            objective.space(),
            plan,
            objective.prox(),
            denseTerms(),
            objective.decays(),
            tolerance,
            objective.margins(),
            objective.layerStarts());
    passesPerEpoch =
        passesPerEpoch(method, objective.offers(), objective.stepsPerEpoch(), tolerance);
    estimator = method.estimator().start(context, objective);
    rule = method.rule().start(context, point);
    stepSize = method.stepSize().start(context);
    average = method.average().start(context, point);
    gradients = stepSize.watch(estimator);
    convergence = new ConvergenceTest(context, objective, tolerance);
    estimatesGap = method.estimatesGap();
    monitored = looks(method, tolerance) ? new Snapshot(point.length) : null;
    if (monitored != null) {
      monitored.memory = Snapshot.FLEETING;
    }
  }

  /**
   * Returns null unless mini-batches are sparse, something is dense, and all choices bear points
   * that lag.
   */
  private LazyDenseTerms denseTerms() {
    boolean drift = method.estimator().offers().contains(Capability.SNAPSHOT);
    boolean puts =
        objective.sparse() && objective.prox() == Prox.NONE && method.supportsLazyUpdates();
    return puts && (drift || objective.penalty() != null)
        ? new LazyDenseTerms(objective.penalty(), drift)
        : null;
  }

  /**
   * Begins the next step, unless it has begun: takes the snapshot that is due, which costs a full
   * gradient, and tests for convergence there.
   *
   * @return false if the run has ended, after the planned steps or by what the snapshot shows
   * @throws DivergedException if the full loss or its gradient is not finite
   */
  public boolean begin() {
    if (!begun && stopReason() == null) {
      beginStep();
      begun = true;
    }
    return begun && !convergence.converged();
  }

  private void beginStep() {
    convergence.beginStep();
    for (Watch watch : watches) {
      if (step % watch.every() == 0) {
        watch.probe().look(this);
      }
    }
    boolean monitors = monitored != null && step % context.plan().stepsPerEpoch() == 0;
    if (monitors || estimator.reads(step)) {
      rule.flush();
    }
    Snapshot fresh = estimator.begin(step, rule.query());
    if (fresh != null) {
      Snapshot earlier = stepSize.atSnapshot(fresh).rollBackTo();
      if (earlier != null) {
        fresh.copy(earlier);
        if (objective.offers().contains(Capability.BATCH_DEPENDENT)) {
          fresh.step = step;
          objective.fullGradient(fresh); // the earlier one is of mini-batches that are gone
        }
        rule = method.rule().start(context, earlier.point);
      }
    }
    if (fresh != null && monitored == null) {
      convergence.test(fresh, step);
    } else if (monitors) {
      double[] served = average.value(rule.served());
      System.arraycopy(served, 0, monitored.point, 0, monitored.point.length);
      monitored.step = step;
      objective.fullGradient(monitored);
      convergence.test(monitored, step);
    }
  }

  /**
   * Has a probe look at the run before every {@code every} steps; the first time before the first
   * step.
   *
   * @param every steps from one look to the next, at least 1
   * @param probe called on every rank at the same steps
   */
  public void probe(long every, Probe probe) {
    if (every < 1) {
      throw new IllegalArgumentException("probe: every must be >= 1, was " + every);
    }
    watches.add(new Watch(every, probe));
  }

  private record Watch(long every, Probe probe) {}

  /**
   * Makes one step, and begins it first where {@link #begin} was not called.
   *
   * @return the step that was made
   * @throws NoSuchElementException if the run has ended
   * @throws DivergedException if the loss is not finite, or after the last step the point
   */
  public Iteration next() {
    if (!begin()) {
      throw new NoSuchElementException("the run has ended");
    }
    double eta = stepSize.at(step, rule.query());
    double batchLoss = rule.step(step, eta, gradients);
    if (!Double.isFinite(batchLoss)) {
      throw new DivergedException(step, "the loss", batchLoss);
    }
    average.add(step, rule.served());
    if (estimatesGap) {
      convergence.test(batchLoss, rule.gradientNorm(), rule.gap(), rule.gapScale());
    }
    begun = false;
    long made = step++;
    if (step == context.plan().steps()) {
      requireFinitePoint(made);
    }
    long epoch = made / context.plan().stepsPerEpoch();
    return new Iteration(made, epoch, batchLoss, eta, convergence.loss(), convergence.norm());
  }

  /**
   * Makes all steps that are left.
   *
   * @param action called with every step that was made
   */
  public void forEachRemaining(Consumer<? super Iteration> action) {
    while (begin()) {
      action.accept(next());
    }
  }

  /** Checks the point after the last step, since no later loss would show a failure. */
  private void requireFinitePoint(long made) {
    double squared = convergence.squaredNorm(rule.current());
    if (!Double.isFinite(squared)) {
      throw new DivergedException(made, "the squared norm of the point", squared);
    }
  }

  /** Returns why the run ended; null while it goes on. */
  public StopReason stopReason() {
    return convergence.converged()
        ? StopReason.CONVERGED
        : step >= context.plan().steps() ? StopReason.MAX_ITER : null;
  }

  /** Returns the number of steps made. */
  public long step() {
    return step;
  }

  /** Returns the passes over the rows so far, evaluations of the full gradient included. */
  public double passes() {
    return (double) step / context.plan().stepsPerEpoch() * passesPerEpoch;
  }

  /**
   * Returns the passes over the rows that one epoch costs, evaluations of the full gradient
   * included.
   *
   * @param method the method to run
   * @param offers what the objective offers
   * @param stepsPerEpoch steps in one epoch
   * @param tolerance of the loss; 0 never stops early
   */
  public static double passesPerEpoch(
      OptimMethod method, Set<Capability> offers, long stepsPerEpoch, double tolerance) {
    return method.passesPerEpoch(offers, stepsPerEpoch) + (looks(method, tolerance) ? 1 : 0);
  }

  /** Returns whether a full gradient once an epoch has to show whether the run has converged. */
  private static boolean looks(OptimMethod method, double tolerance) {
    return tolerance > 0 && !method.showsServedPoint() && !method.estimatesGap();
  }

  /** Returns the method that runs. */
  public OptimMethod method() {
    return method;
  }

  /** Returns the objective that this loop minimizes. */
  public StochasticObjective objective() {
    return objective;
  }

  /** Returns what the choices of the method know about this run. */
  public RunContext context() {
    return context;
  }

  /**
   * Returns the held coordinates of the point at which the next gradient is taken. The array is
   * live: read it, but neither keep nor write it.
   */
  public double[] query() {
    return context.dense() == null ? rule.query() : rule.current();
  }

  /** Returns the snapshot in use; null without. Live: read it, never keep or write it. */
  public Snapshot snapshot() {
    return estimator.snapshot();
  }

  /** Returns the point that the method serves. Live: read it, never keep or write it. */
  public double[] served() {
    return average.value(rule.current());
  }

  @Override
  public void fields(StateVisitor fields) {
    step = fields.count("step", step);
    convergence.fields(fields);
    estimator.fields(fields.in("estimator"));
    rule.fields(fields.in("rule"));
    stepSize.fields(fields.in("stepSize"));
    average.fields(fields.in("average"));
  }
}
