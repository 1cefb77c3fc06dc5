/**
 * Several ranks that run one loop together: threads of a node (one JVM) meet in shared memory,
 * nodes swap over an {@link sparkoptim.core.ranks.PeerExchange}. {@link
 * sparkoptim.core.ranks.RankCollective} is one rank's view. Sums have the bits of one rank's.
 */
package sparkoptim.core.ranks;
