/**
 * Linear models: losses of margins, their sums over a shard's rows, passes of single-row steps, and
 * the scale of the columns in which training runs. {@link sparkoptim.core.linear.LinearProblem} is
 * the problem over shards. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.core.linear;
