/**
 * Rows as primitive arrays, their hashes, and the order in which an epoch visits them. {@link
 * sparkoptim.core.data.Block} holds some rows of a shard. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.core.data;
