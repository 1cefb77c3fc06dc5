/**
 * Spark: rows dealt into shards that do not depend on how the input was partitioned, and engines
 * that run the core's loop over them. {@link sparkoptim.engine.RoundEngine} runs it inside a task,
 * {@link sparkoptim.engine.JobEngine} on the driver with a job per evaluation; the bits are the
 * same.
 */
package sparkoptim.engine;
