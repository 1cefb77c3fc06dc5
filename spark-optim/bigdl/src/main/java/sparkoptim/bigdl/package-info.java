/**
 * BigDL, both ways: our methods for BigDL's own optimizers, and BigDL's networks as problems for
 * our engines. The only package, with {@code sparkoptim.ml}'s network stages, that knows BigDL.
 */
package sparkoptim.bigdl;
