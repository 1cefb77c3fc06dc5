// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

/**
 * The size of a study at full effort.
 *
 * @param epochs of its longest usual run, by which other lengths scale
 * @param seeds of every comparison
 */
public record StudySize(int epochs, int seeds) {}
