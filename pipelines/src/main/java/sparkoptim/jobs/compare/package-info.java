/**
 * Compares a trained model with the one that serves: {@link
 * sparkoptim.jobs.compare.PairedComparison} measures paired differences on rows that neither has
 * seen, {@link sparkoptim.jobs.compare.Gate}s answer pass, fail or undecided, and {@link
 * sparkoptim.jobs.compare.GateDecision} is what follows from all of them. Everything is computed on
 * the driver from rows in an order that depends on the rows alone, so decisions are the same for
 * any partitioning. docs/retraining.md lists the gates.
 *
 * @since 0.1.0
 */
package sparkoptim.jobs.compare;
