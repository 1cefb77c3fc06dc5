/**
 * What reports a training run beside {@code metrics.json}: {@link
 * sparkoptim.jobs.report.ReportStep} is one of them, a page, a file or a server, and {@link
 * sparkoptim.jobs.report.RunReport} what they all tell.
 *
 * @since 0.1.0
 */
package sparkoptim.jobs.report;
