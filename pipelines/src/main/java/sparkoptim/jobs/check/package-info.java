/**
 * Whether a night's rows are fit to train on: {@link sparkoptim.jobs.check.Profile} tells what they
 * are like, {@link sparkoptim.jobs.check.Checks} holds that against the nights before.
 *
 * @since 0.1.0
 */
package sparkoptim.jobs.check;
