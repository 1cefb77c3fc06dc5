/**
 * Step sizes, one file each: schedules, such as {@link sparkoptim.core.stepsize.Cosine}, and rules
 * that observe the run, such as {@link sparkoptim.core.stepsize.BarzilaiBorwein}. docs/glossary.md
 * explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.core.stepsize;
