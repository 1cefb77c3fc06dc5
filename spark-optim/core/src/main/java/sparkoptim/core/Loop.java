package sparkoptim.core;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The loop, once, in every host: on a laptop, in every rank of a round, and on the driver of a job
 * engine. The order of a step is begin, atSnapshot, at, step, add. It ends after the planned steps,
 * or where the norm of a full gradient (under an L1 penalty, of the prox-gradient mapping) is at
 * most {@code tolerance * max(1, its first value)}; that is looked at where a snapshot is fresh,
 * and for methods without snapshots once an epoch; while a coefficient of 0 takes no snapshots it
 * is not looked at.
 *
 * <p>State is saved and restored between calls of {@link #next}.
 */
public final class Loop implements Iterator<Iteration>, Stateful {
  private final OptimMethod method;
  private final StochasticObjective objective;
  private final RunContext context;
  private final double tolerance;
  private final double passesPerEpoch;
  private final GradientEstimator.Run estimator;
  private final StepSize.Run stepSize;
  private final IterateAverage.Run average;
  private final Oracle gradients;
  private final double[] mapping;
  private final List<Watch> watches = new ArrayList<>();
  private final Snapshot looked;
  private final double[][] one = new double[1][];
  private final double[] dot = new double[1];
  private UpdateRule.Run rule;
  private long step;
  private double firstNorm = Double.NaN;
  private boolean begun;
  private boolean converged;
  private double norm = Double.NaN;
  private double loss = Double.NaN;

  /**
   * A run that has not begun.
   *
   * @param steps planned steps
   * @param tolerance of the gradient's norm; 0 never stops early
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
    this.tolerance = tolerance;
    boolean passes = method.rule().needs().contains(Capability.LOCAL_EPOCHS);
    if (passes && objective.stepsPerEpoch() != 1) {
      throw new IllegalArgumentException(
          "%s takes whole passes: an epoch must be 1 step, was %d mini-batches"
              .formatted(MethodText.name(method.rule()), objective.stepsPerEpoch()));
    }
    double inner = passes ? objective.localEpochSteps() : 1;
    Plan plan = new Plan(objective.stepsPerEpoch(), steps, inner);
    context = new RunContext(objective.space(), plan, objective.prox(), denseTerms());
    passesPerEpoch =
        passesPerEpoch(method, objective.offers(), objective.stepsPerEpoch(), tolerance);
    boolean snapshots = method.estimator().offers().contains(Capability.SNAPSHOT);
    estimator = method.estimator().start(context, objective);
    rule = method.rule().start(context, point);
    stepSize = method.stepSize().start(context);
    average = method.average().start(context, point);
    gradients = stepSize.watch(estimator);
    mapping = objective.prox() == Prox.NONE ? null : new double[point.length];
    looked = snapshots || tolerance == 0 ? null : new Snapshot(point.length);
    if (looked != null) {
      looked.memory = Snapshot.FLEETING;
    }
  }

  /**
   * Null unless mini-batches are sparse, something is dense, and all choices bear points that lag.
   */
  private LazyDenseTerms denseTerms() {
    boolean drift = method.estimator().offers().contains(Capability.SNAPSHOT);
    boolean puts =
        objective.sparse() && objective.prox() == Prox.NONE && method.supportsLazyUpdates();
    return puts && (drift || objective.penalty() != null)
        ? new LazyDenseTerms(objective.penalty(), drift)
        : null;
  }

  /** Begins the next step if need be; the run may end on what its fresh snapshot shows. */
  @Override
  public boolean hasNext() {
    if (!begun && !converged && step < context.plan().steps()) {
      begin();
    }
    return begun && !converged;
  }

  private void begin() {
    norm = Double.NaN;
    loss = Double.NaN;
    for (Watch watch : watches) {
      if (step % watch.every() == 0) {
        watch.probe().look(this);
      }
    }
    boolean looks = looked != null && step % context.plan().stepsPerEpoch() == 0;
    if (looks || estimator.reads(step)) {
      rule.flush();
    }
    Snapshot fresh = estimator.begin(step, rule.query());
    if (fresh != null) {
      Snapshot from = stepSize.atSnapshot(fresh);
      if (from != fresh) {
        fresh.copy(from);
        rule = method.rule().start(context, from.point);
      }
      look(fresh);
    } else if (looks) {
      System.arraycopy(rule.query(), 0, looked.point, 0, looked.point.length);
      looked.step = step;
      objective.fullGradient(looked);
      look(looked);
    }
    begun = true;
  }

  private void look(Snapshot snapshot) {
    one[0] = mapping == null ? snapshot.gradient : mapping(snapshot);
    context.space().dots(one[0], one, dot);
    norm = Math.sqrt(dot[0]);
    loss = snapshot.loss;
    if (!Double.isFinite(loss)) {
      throw new DivergedException(step, "the full loss", loss);
    }
    if (!Double.isFinite(norm)) {
      throw new DivergedException(step, "the norm of the full gradient", norm);
    }
    if (Double.isNaN(firstNorm)) {
      firstNorm = norm;
    }
    converged = tolerance > 0 && norm <= tolerance * Math.max(1, firstNorm);
  }

  /** The prox-gradient mapping {@code x - prox(x - grad f(x))}, which is 0 at an optimum. */
  private double[] mapping(Snapshot snapshot) {
    for (int i = 0; i < mapping.length; i++) {
      mapping[i] = snapshot.point[i] - snapshot.gradient[i];
    }
    context.prox().apply(mapping, 1);
    for (int i = 0; i < mapping.length; i++) {
      mapping[i] = snapshot.point[i] - mapping[i];
    }
    return mapping;
  }

  /**
   * Has a probe look at the run before every so many steps; the first time before the first step.
   *
   * @param every steps from one look to the next, at least 1
   */
  public void probe(long every, Probe probe) {
    if (every < 1) {
      throw new IllegalArgumentException("probe: every must be >= 1, was " + every);
    }
    watches.add(new Watch(every, probe));
  }

  private record Watch(long every, Probe probe) {}

  /**
   * Makes one step.
   *
   * @throws DivergedException if the loss is not finite, or after the last step the point
   */
  @Override
  public Iteration next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the run has ended");
    }
    double eta = stepSize.at(step);
    double batchLoss = rule.step(step, eta, gradients);
    if (!Double.isFinite(batchLoss)) {
      throw new DivergedException(step, "the loss", batchLoss);
    }
    average.add(step, rule.served());
    begun = false;
    long made = step++;
    if (step == context.plan().steps()) {
      requireFinitePoint(made);
    }
    return new Iteration(made, made / context.plan().stepsPerEpoch(), batchLoss, eta, loss, norm);
  }

  /** No later loss would tell that the last step led nowhere. */
  private void requireFinitePoint(long made) {
    one[0] = rule.current();
    context.space().dots(one[0], one, dot);
    if (!Double.isFinite(dot[0])) {
      throw new DivergedException(made, "the squared norm of the point", dot[0]);
    }
  }

  /** Why the run ended; null while it goes on. */
  public StopReason stopReason() {
    return converged
        ? StopReason.CONVERGED
        : step >= context.plan().steps() ? StopReason.MAX_ITER : null;
  }

  /** Steps made. */
  public long step() {
    return step;
  }

  /** Passes over the rows made so far, looks at the full gradient included. */
  public double passes() {
    return (double) step / context.plan().stepsPerEpoch() * passesPerEpoch;
  }

  /** Passes over the rows that one epoch costs, looks at the full gradient included. */
  public static double passesPerEpoch(
      OptimMethod method, Set<Capability> offers, long stepsPerEpoch, double tolerance) {
    boolean looks = tolerance > 0 && !method.estimator().offers().contains(Capability.SNAPSHOT);
    return method.passesPerEpoch(offers, stepsPerEpoch) + (looks ? 1 : 0);
  }

  /** The method that runs. */
  public OptimMethod method() {
    return method;
  }

  /** What it minimizes. */
  public StochasticObjective objective() {
    return objective;
  }

  /** What the run's choices know. */
  public RunContext context() {
    return context;
  }

  /** Where the next gradient is taken. Live: read it, never keep or write it. */
  public double[] query() {
    return context.dense() == null ? rule.query() : rule.current();
  }

  /** The snapshot in use; null without. Live: read it, never keep or write it. */
  public Snapshot snapshot() {
    return estimator.snapshot();
  }

  /** The point that the method serves. Live: read it, never keep or write it. */
  public double[] served() {
    return average.value(rule.current());
  }

  @Override
  public void fields(StateVisitor fields) {
    step = fields.count("step", step);
    firstNorm = fields.number("firstNorm", firstNorm);
    converged = fields.flag("converged", converged);
    estimator.fields(fields.in("estimator"));
    rule.fields(fields.in("rule"));
    stepSize.fields(fields.in("stepSize"));
    average.fields(fields.in("average"));
  }
}
