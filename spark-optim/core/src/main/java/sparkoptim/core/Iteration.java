// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

/**
 * One step as the loop reports it.
 *
 * @param step counted from 0
 * @param epoch counted from 0
 * @param loss mini-batch loss at the query point, before the move
 * @param stepSize step size of the move
 * @param objective full loss before the move; NaN where it was not evaluated
 * @param gradientNorm norm of the full gradient before the move; NaN where it was not evaluated
 */
public record Iteration(
    long step, long epoch, double loss, double stepSize, double objective, double gradientNorm) {}
