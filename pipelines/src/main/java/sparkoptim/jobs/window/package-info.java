/**
 * The data of a night: {@link sparkoptim.jobs.window.RunId} names it, {@link
 * sparkoptim.jobs.window.Window} finds the days that it reads, {@link
 * sparkoptim.jobs.window.Holdout} says which rows stay out of training, {@link
 * sparkoptim.jobs.window.RowPrint} tells whether rows are those of another time, and {@link
 * sparkoptim.jobs.window.ModelPins} keeps what a model and its successors must agree on.
 *
 * @since 0.1.0
 */
package sparkoptim.jobs.window;
