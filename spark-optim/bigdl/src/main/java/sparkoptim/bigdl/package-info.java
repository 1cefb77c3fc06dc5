/**
 * Trains BigDL's networks with our engines: {@link sparkoptim.bigdl.SparkOptimizer} is the BigDL
 * optimizer that does so, and {@code NetworkProblem} is a network as a problem over shards. Only
 * this module uses BigDL. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.bigdl;
