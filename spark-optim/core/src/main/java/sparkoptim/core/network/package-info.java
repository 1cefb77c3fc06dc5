/**
 * Multilayer perceptrons. {@link sparkoptim.core.network.Perceptron} is the problem over shards,
 * {@link sparkoptim.core.network.Layers} what it computes and how its parameters lie. Each shard
 * gathers its rows into micro-batches and runs them forwards and backwards through {@code
 * PerceptronPass}, whose dense arithmetic stands behind {@code Kernels}, one implementation per
 * precision.
 */
package sparkoptim.core.network;
