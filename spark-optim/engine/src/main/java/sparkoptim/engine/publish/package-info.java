/**
 * Puts the results of a run in place of those of the run before, so that a failure or a kill at any
 * moment leaves the old ones complete or the new ones complete.
 *
 * <p>{@link sparkoptim.engine.publish.Publication} is what a job uses: it claims names, takes a
 * {@link sparkoptim.engine.publish.Lease} on the folder, writes everything aside and moves it into
 * place by a {@link sparkoptim.engine.publish.CommitRecord}, which a later run finishes where this
 * one could not. A {@link sparkoptim.engine.publish.Mark} says which folders are ours to replace.
 * docs/jobs.md has the layout of the files.
 *
 * @since 0.1.0
 */
package sparkoptim.engine.publish;
