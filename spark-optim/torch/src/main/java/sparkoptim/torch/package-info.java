/**
 * Networks computed by PyTorch, without Spark.
 *
 * <p>Every network is a TorchScript module: {@link sparkoptim.torch.TorchNetwork} is one that was
 * read from a file or made of a text, {@link sparkoptim.torch.TorchProblem} is its training over
 * shards, and {@link sparkoptim.torch.TorchScorer} applies it. {@code ScriptArchive} and {@code
 * Pickle} read and write TorchScript's files; {@code TorchRunner} is a module in memory, used by
 * one thread.
 *
 * @since 0.1.0
 */
package sparkoptim.torch;
