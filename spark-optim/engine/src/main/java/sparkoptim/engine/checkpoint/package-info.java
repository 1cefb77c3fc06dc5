/**
 * Checkpoints: the state of a training in files, so that it can go on in another process with the
 * same bits. {@link sparkoptim.engine.checkpoint.Checkpoints} is the {@link
 * sparkoptim.engine.StateStore} that a fit uses; a {@link sparkoptim.engine.checkpoint.RunIdentity}
 * says which trainings are the same one; a {@link sparkoptim.engine.checkpoint.Manifest} describes
 * one checkpoint. docs/checkpoints.md has the layout.
 */
package sparkoptim.engine.checkpoint;
