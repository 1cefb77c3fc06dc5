package sparkoptim.ml;

import sparkoptim.engine.TrainingState;

/**
 * A trained linear model in raw features, and what is known of its training.
 *
 * @param coefficients one row of features per output
 * @param intercepts one per output; all 0 for a model without
 * @param state the end of the training
 * @param rows rows trained on
 * @param features number of features
 * @param optimMethod the method with every setting
 * @param engine that ran it
 * @param engineReason why that engine
 * @param numShards that the rows were dealt into
 */
record LinearFit(
    double[] coefficients,
    double[] intercepts,
    TrainingState state,
    long rows,
    int features,
    String optimMethod,
    String engine,
    String engineReason,
    int numShards) {}
