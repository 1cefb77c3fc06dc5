package sparkoptim.core;

/**
 * What gradients of mini-batches have along all coordinates although the rows touch few, and what a
 * rule therefore adds itself, late.
 *
 * @param penalty weights q of the gradient {@code q x}, one per held coordinate; null without
 * @param drift whether the estimator adds a constant vector between two snapshots
 */
public record LazyDenseTerms(double[] penalty, boolean drift) {}
