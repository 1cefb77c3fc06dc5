// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

/**
 * What a threshold on the score does.
 *
 * @param truePositiveRate the recall
 */
public record RankingPoint(double falsePositiveRate, double truePositiveRate, double precision) {}
