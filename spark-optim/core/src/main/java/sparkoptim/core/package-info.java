/**
 * The contract of the library: what a method is, what an objective is, and the one loop that runs
 * them.
 *
 * <p>An {@link sparkoptim.core.OptimMethod} has four parts. A {@link
 * sparkoptim.core.GradientEstimator} decides what gradient a mini-batch yields, an {@link
 * sparkoptim.core.UpdateRule} how the point moves, a {@link sparkoptim.core.StepSize} how far, and
 * an {@link sparkoptim.core.IterateAverage} which point is served in the end. Three algorithms that
 * you know, as texts that {@link sparkoptim.core.OptimMethod} parses:
 *
 * <ul>
 *   <li>SGD with momentum is {@code plain + sgd(momentum=0.9) + constant(0.1) + none}: the
 *       mini-batch's own gradient, the heavy ball, one step size, and the last point is served.
 *   <li>Adam with a cosine schedule is {@code plain + adam + cosine(0.001, 0) + none}: another rule
 *       and another step size; the other two parts are the same.
 *   <li>SVRG-BB is {@code svrg + sgd + bb(0.1) + none}: the estimator corrects mini-batch gradients
 *       by those at a {@link sparkoptim.core.Snapshot}, and the step size comes from the difference
 *       of two snapshots.
 * </ul>
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link sparkoptim.core.Loop}: one step at a time, on a laptop, in every rank of a cluster
 *       and on the driver. It calls the four parts and reports each {@link
 *       sparkoptim.core.Iteration}.
 *   <li>{@link sparkoptim.core.MethodPart} and the four interfaces above: each part is a record of
 *       settings, and its nested {@code Run} holds the changing state of one run.
 *   <li>{@link sparkoptim.core.StochasticObjective} and {@link sparkoptim.core.Objective}: the
 *       examples, and a mean over some of them. {@link sparkoptim.core.Space} says which
 *       coordinates are held here.
 *   <li>{@link sparkoptim.core.Capability}: what one part needs and another one offers.
 *   <li>{@link sparkoptim.core.StateVisitor} and {@link sparkoptim.core.LoopState}: how a run is
 *       saved and restored, each field named once.
 *   <li>{@link sparkoptim.core.MethodText}, {@link sparkoptim.core.MethodRegistry} and {@link
 *       sparkoptim.core.MethodProvider}: the textual form, the parts by name, and parts from other
 *       jars.
 * </ol>
 *
 * <p>The parts are in the packages {@code estimator}, {@code rule}, {@code stepsize} and {@code
 * average}, one file each. {@code data} holds rows, {@code sharded} objectives that are sums over
 * shards, {@code linear} and {@code network} two kinds of models, {@code reduce} sums in a fixed
 * order, {@code ranks} several ranks of one run, and {@code probe} measures runs. Nothing here uses
 * Spark. The terms are explained in docs/glossary.md.
 *
 * @since 0.1.0
 */
package sparkoptim.core;
