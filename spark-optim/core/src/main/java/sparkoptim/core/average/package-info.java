/**
 * Iterate averages, one file each: an average decides which point is served in the end. {@link
 * sparkoptim.core.average.NoAverage} serves the last one. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.core.average;
