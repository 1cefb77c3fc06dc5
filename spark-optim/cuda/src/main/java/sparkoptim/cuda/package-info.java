/**
 * Gradients on NVIDIA GPUs, by cuBLAS and by kernels of our own that NVRTC compiles when they are
 * first needed. The host's CUDA is used; none of it is shipped.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link sparkoptim.cuda.CudaProvider} is the service that core looks up as a {@link
 *       sparkoptim.core.device.DeviceProvider}. It finds the devices, or says why there are none.
 *   <li>{@code CudaDevice} is one GPU, shared by all threads of the process. It allocates {@code
 *       DeviceMemory} and loads each {@code Kernel} from a {@code KernelSource}. {@code CudaCall}
 *       turns error codes into exceptions.
 *   <li>{@code StreamContext} is what one thread works with: a stream, cuBLAS on it, and buffers
 *       that are reused. {@code Arguments} holds the arguments of a launch, {@code Upload} and
 *       {@code Pinned} move numbers between host and device.
 *   <li>{@code DeviceRows} holds the rows of shards on the device. {@code RowForm} decides their
 *       layout: dense, sparse, or wide sparse in {@code Tiles}. {@code ResidentRows} keeps rows
 *       from one round to the next.
 *   <li>{@code LinearGroup} and {@code PerceptronGroup} answer the requests of a {@link
 *       sparkoptim.core.sharded.ShardedObjective} for shards of linear models and of perceptrons.
 *   <li>{@code LinearKernels} has one implementation per layout: {@code DenseKernels}, {@code
 *       MatrixKernels}, {@code SparseKernels} and {@code TiledKernels}. {@code PerceptronKernels}
 *       runs micro-batches forwards and backwards through the layers.
 *   <li>{@code EpochOrder} computes on the device which rows a mini-batch has; {@code ShardSums}
 *       adds the sums of shards in the fixed tree.
 * </ol>
 *
 * <p>The host computes what is sequential: single-row steps, tables of slopes and mini-batches of
 * wide sparse rows. docs/gpu.md says what a GPU changes; docs/glossary.md explains shard, slope and
 * fixed tree.
 *
 * @since 0.1.0
 */
package sparkoptim.cuda;
