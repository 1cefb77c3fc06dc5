// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.linear;

import java.io.Serializable;

/**
 * What is known of a linear problem's rows without a pass over them.
 *
 * @param mean weighted mean of each feature, in the working scale
 * @param second weighted mean of each feature's squares, in the working scale
 * @param nullLoss loss of the model that has nothing but intercepts
 * @param leastLoss the least loss that any margins have
 */
public record LinearMoments(double[] mean, double[] second, double nullLoss, double leastLoss)
    implements Serializable {}
