/**
 * Spark ML stages: {@link sparkoptim.ml.LogisticRegression} has the params of MLlib with their
 * names and meanings, and trains with the engines of {@link sparkoptim.engine}.
 *
 * <p>{@link sparkoptim.ml.OptimParams} are the params of training that all stages share, {@link
 * sparkoptim.ml.LinearParams} those of linear models. A param's name, default, documentation and
 * check are in one place, its {@code ParamSpec}; {@link sparkoptim.ml.ParamTable} makes the params
 * of a stage from them. {@link sparkoptim.ml.TrainingSummary} reports how a model was trained. Some
 * classes used here are private to Spark in Scala and public in bytecode. docs/glossary.md explains
 * the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.ml;
