// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import sparkoptim.engine.TrainingState;

/**
 * The results of a training, whatever the model.
 *
 * @param state the end of the training
 * @param rows rows trained on
 * @param features number of features
 * @param optimMethod the method with every setting
 * @param engine that ran it
 * @param engineReason why that engine
 * @param numShards that the rows were dealt into
 */
record TrainingOutcome(
    TrainingState state,
    long rows,
    int features,
    String optimMethod,
    String engine,
    String engineReason,
    int numShards) {}
