// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * The dense terms of mini-batch gradients whose rows touch few coordinates. The update rule adds
 * them itself, lazily.
 *
 * @param penalty weights q of the gradient {@code q x}, one per held coordinate; null without
 * @param drift whether the estimator adds a constant vector between two snapshots
 */
public record LazyDenseTerms(double[] penalty, boolean drift) {}
