/**
 * Objectives that are sums over shards of rows. {@link sparkoptim.core.sharded.ShardedObjective}
 * sends every shard the same {@link sparkoptim.core.sharded.ShardRequest}, and a {@link
 * sparkoptim.core.sharded.Collective}, which an engine supplies, adds the answers in the fixed
 * tree. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.core.sharded;
