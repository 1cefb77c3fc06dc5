/**
 * Multilayer perceptrons.
 *
 * <p>{@link sparkoptim.core.network.Perceptron} is the problem over shards; {@link
 * sparkoptim.core.network.Layers} defines what it computes and the order of its parameters. Each
 * shard gathers its rows into micro-batches and runs them forwards and backwards through {@code
 * PerceptronPass}, whose dense arithmetic is in {@code Kernels}, with one implementation per
 * precision. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.core.network;
