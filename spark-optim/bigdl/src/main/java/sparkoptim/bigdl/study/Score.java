// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

/**
 * The score of a network on rows.
 *
 * @param loss mean over the rows
 * @param accuracy part of them that is classified rightly
 */
record Score(double loss, double accuracy) {}
