/**
 * Training on Spark: engines that run the loop of {@link sparkoptim.core} over shards of rows.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link sparkoptim.engine.Shards} are the rows of a fit, dealt by {@link
 *       sparkoptim.engine.rows} and cached: partition s holds the blocks of shard s.
 *   <li>{@link sparkoptim.engine.Training} says what is trained: method, problem, mini-batch size
 *       and planned steps. {@link sparkoptim.engine.TrainingState} is a training between two
 *       rounds, or at its end.
 *   <li>{@link sparkoptim.engine.TrainingDriver} runs a training round after round. A {@link
 *       sparkoptim.engine.RoundSchedule} decides when a round ends, a {@link
 *       sparkoptim.engine.RetryPolicy} how often a failed round runs again, and a {@link
 *       sparkoptim.engine.StateStore} keeps the states between rounds.
 *   <li>{@link sparkoptim.engine.Engine} runs one round. {@link sparkoptim.engine.RoundEngine} runs
 *       it inside long-lived tasks, {@link sparkoptim.engine.JobEngine} on the driver with one
 *       Spark job per evaluation. The bits of the result are the same. {@link
 *       sparkoptim.engine.EngineChoice} chooses and gives the reason.
 * </ol>
 *
 * <p>A round of several ranks goes this way: {@code BarrierRound} submits a barrier stage of {@code
 * RankTask}s. Each task sends a {@code TaskRegistration} to the driver's {@code Rendezvous}; when
 * all have arrived, they receive a {@code RoundPlan}. The tasks of one executor find each other in
 * {@code ExecutorNodes} and connect to other executors by {@code NodeLinks}, over {@link
 * sparkoptim.engine.exchange}. Each runs the loop as a rank of {@link sparkoptim.core.ranks} and
 * returns a {@code RankResult}. A round is a function of the state at its start, so a failed one
 * simply runs again.
 *
 * <p>Progress goes from tasks to {@link sparkoptim.engine.ProgressListeners} on the driver, and
 * from there to {@link sparkoptim.engine.TrainingLog} and to {@link
 * sparkoptim.engine.MetricsPlugin}. {@link sparkoptim.engine.FitJobs} names the Spark jobs of a fit
 * and cancels them. Checkpoints are in {@link sparkoptim.engine.checkpoint}, GPUs in {@link
 * sparkoptim.engine.device}. docs/engine.md describes the engines, docs/glossary.md the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.engine;
