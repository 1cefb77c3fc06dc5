/**
 * Relates iterate averages to learning rate schedules: which schedule has the same effect as an
 * average, and how far both scatter around the minimum. docs/glossary.md explains the terms.
 */
package sparkoptim.core.trajectory;
