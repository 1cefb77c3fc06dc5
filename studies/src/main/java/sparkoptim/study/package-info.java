/**
 * Studies: what the papers behind the methods claim, measured on 8 x 8 digits in a minute on one
 * core.
 *
 * <p>A {@link sparkoptim.study.Study} trains small models with core's loop in this process and
 * gives tables, charts and {@link sparkoptim.study.Claim}s, each with a verdict computed from what
 * was measured. {@link sparkoptim.study.Studies} names them all, with those that other modules
 * bring as services.
 */
package sparkoptim.study;
