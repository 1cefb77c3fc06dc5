/**
 * BootstrappedMetrics of predictions against labels, in one pass over the rows, with the same bits
 * for any partitioning: {@link sparkoptim.jobs.evaluate.Evaluation} is the way in. Rows become
 * cells (equal rows with a count), and intervals come from redrawn counts of the cells.
 *
 * @since 0.1.0
 */
package sparkoptim.jobs.evaluate;
