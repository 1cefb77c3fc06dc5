/** Gradient estimators: what gradient a mini-batch yields. One file each. */
package sparkoptim.core.estimator;
