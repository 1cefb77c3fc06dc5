/**
 * Studies measure what the papers behind the methods claim, on images of 8 x 8 digits, in about a
 * minute on one core.
 *
 * <p>A {@link sparkoptim.study.Study} trains small models with core's loop in this process and
 * returns tables, charts and {@link sparkoptim.study.Claim}s, each with a verdict computed from the
 * measurements. {@link sparkoptim.study.Studies} lists all studies, with those that other modules
 * provide as services. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.study;
