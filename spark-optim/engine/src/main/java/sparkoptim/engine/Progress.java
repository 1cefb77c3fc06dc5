// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;
import sparkoptim.core.sharded.CommunicationCost;

/**
 * The progress of a fit.
 *
 * @param fit name of the fit: the uid of the stage and a number, as one stage may fit several times
 * @param step steps made
 * @param steps steps planned; a fit may converge earlier
 * @param epoch epochs ended
 * @param passes passes over the rows so far
 * @param loss latest known loss: full where the method looks at all rows, else of the mini-batch
 * @param objective latest full objective, penalty included; NaN until one is known
 * @param gradientNorm norm of its gradient; NaN until one is known
 * @param stepSize latest step size
 * @param rowsPerSecond row gradients per second so far
 * @param seconds since the fit's first step, the time between rounds left out
 * @param communicationCost what of it was not computing, and the bytes that were added up
 * @param ended whether the fit has ended
 */
public record Progress(
    String fit,
    long step,
    long steps,
    long epoch,
    double passes,
    double loss,
    double objective,
    double gradientNorm,
    double stepSize,
    double rowsPerSecond,
    double seconds,
    CommunicationCost communicationCost,
    boolean ended)
    implements Serializable {}
