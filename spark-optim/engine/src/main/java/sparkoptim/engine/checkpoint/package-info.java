/**
 * Checkpoints store the state of a training in files, so that it can continue in another process
 * with the same bits.
 *
 * <p>{@link sparkoptim.engine.checkpoint.Checkpoints} is the {@link sparkoptim.engine.StateStore}
 * that a fit uses. A {@link sparkoptim.engine.checkpoint.RunIdentity} decides which trainings are
 * the same one; a {@link sparkoptim.engine.checkpoint.Manifest} describes one checkpoint.
 * docs/checkpoints.md has the layout of the files, docs/glossary.md the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.engine.checkpoint;
