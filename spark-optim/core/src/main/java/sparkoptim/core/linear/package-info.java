/**
 * Linear models: losses of margins, their sums over a shard's rows, passes of single-row steps, and
 * the scale in which they work.
 */
package sparkoptim.core.linear;
