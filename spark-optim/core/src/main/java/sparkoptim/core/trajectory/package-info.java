/**
 * Relates iterate averages to learning rate schedules: which schedule has the same effect as an
 * average, and how far both scatter around the minimum. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.core.trajectory;
