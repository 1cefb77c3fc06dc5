// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.io.Serializable;

/**
 * A sample of rows for a curvature matrix. A row is drawn with probability {@code min(1, m (L / T +
 * 0.1 / n) / 1.1)}, where {@code L = w / W sum_k c_k sum_j a_j^2 inverse_jk} estimates its leverage
 * and T is the sum over all rows: a uniform sample would miss rare columns.
 *
 * @param rows m, the wanted number; as many as there are, or more, take all
 * @param number counts the samples of a run: each draws anew
 * @param coupled whether the matrix couples outputs (a softmax's {@code diag(p) - p p'})
 * @param inverse one value a coordinate, the inverse of a diagonal that estimates the matrix
 */
public record CurvatureSample(long rows, long number, boolean coupled, double[] inverse)
    implements Serializable {}
