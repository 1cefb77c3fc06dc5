/**
 * Several ranks that run one loop together, with the bits of a single rank.
 *
 * <p>A rank is a thread with shards of its own. The ranks of one JVM form a node and meet in shared
 * memory; nodes exchange messages. Read in this order:
 *
 * <ol>
 *   <li>{@link sparkoptim.core.ranks.Layout} assigns shards, and for long vectors coordinates, to
 *       ranks. The ranks of a node are consecutive, and so are the shards of a rank.
 *   <li>{@link sparkoptim.core.ranks.ExecutorNode} is what the ranks of a node share: their sums,
 *       the vectors that all read, and the connection to the other nodes. The first rank of a node
 *       exchanges for all of them.
 *   <li>{@link sparkoptim.core.ranks.PeerExchange} is that connection; the caller implements it.
 *       The engine does so with sockets, tests do so in memory.
 *   <li>{@link sparkoptim.core.ranks.Route} says which way sums take between nodes: {@code
 *       PeerOrder} pairs all of them as a round-robin tournament; {@code Hypercube} pairs few, and
 *       {@code HypercubeSum} adds along it.
 *   <li>{@link sparkoptim.core.ranks.RankCollective} is one rank's view, the {@link
 *       sparkoptim.core.sharded.Collective} of its objective. It has two implementations.
 *   <li>{@code ReplicatedRank} is for short vectors: every rank holds all coordinates and makes the
 *       same steps. {@code SparseRanks} adds sums for it that touch few coordinates.
 *   <li>{@code PartitionedRank} is for long vectors: every rank holds and moves a part of the
 *       coordinates, {@code PartitionedSpace}, and gathers the whole point before a sum.
 *   <li>{@code SpinBarrier} is where the threads of a node wait for each other.
 * </ol>
 *
 * <p>Sums over shards and inner products are added along the fixed tree of {@link
 * sparkoptim.core.reduce}, cut into the largest subtrees of each owner. Their bits therefore do not
 * depend on the number of ranks or nodes.
 *
 * <p>All methods are collective: every rank calls them in the same order. docs/glossary.md explains
 * rank, node, round and fixed tree.
 *
 * @since 0.1.0
 */
package sparkoptim.core.ranks;
