// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

/**
 * One run that a contest makes. Tasks that are equal have the same run.
 *
 * @param followed whether its course is wanted too
 */
record Task(Candidate contender, double rate, int seed, Budget budget, boolean followed) {}
