// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

/**
 * The end of a run.
 *
 * @param point served in the end; null after divergence
 * @param loss over all training rows
 * @param course of that loss, epoch by epoch
 */
record Trained(double[] point, double loss, Course course) {}
