// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.evaluate;

/**
 * What a model says of every row of {@link HoldoutScores}.
 *
 * @param prediction a class, or a number
 * @param loss the log loss of a row; of a regression the squared error. Null for a classifier
 *     without probabilities
 * @param secondLoss the Brier score of a row; of a regression the absolute error
 * @param score the probability of class 1; of more than two classes that of the predicted class; of
 *     a regression the prediction
 */
public record ModelScores(
    double[] prediction, double[] loss, double[] secondLoss, double[] score) {}
