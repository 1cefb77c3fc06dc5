// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import sparkoptim.study.Course;

/**
 * A run with one seed.
 *
 * @param loss over all training rows in the end; infinite where the run diverged
 * @param accuracy over the held-out rows in the end; 0 where the run diverged
 * @param passes gradients of every row that were taken, counted
 * @param losses loss of part of the training rows over passes
 * @param accuracies held-out accuracy over passes
 */
record NetworkRun(double loss, double accuracy, double passes, Course losses, Course accuracies) {}
