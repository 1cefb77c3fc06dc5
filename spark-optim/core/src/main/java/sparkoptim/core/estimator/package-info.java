/**
 * Gradient estimators, one file each: an estimator decides what gradient a mini-batch yields.
 * {@link sparkoptim.core.estimator.Plain} is the mini-batch's own gradient; the others reduce its
 * variance or clip it. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.core.estimator;
