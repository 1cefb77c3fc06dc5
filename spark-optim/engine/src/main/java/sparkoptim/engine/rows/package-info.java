/**
 * Rows on their way from a DataFrame to shards that do not depend on how the input was partitioned.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link sparkoptim.engine.rows.RowRules} says what rows must look like: labels, features and
 *       weights, and the names of their columns for errors.
 *   <li>{@link sparkoptim.engine.rows.PackedRows} is the entry: the rows of a fit, read once. Its
 *       counts, minima and maxima are known before any row is dealt.
 *   <li>{@code RowPacker} reads one partition in Spark's internal form, with {@code VectorReader}
 *       for the feature vectors. It hashes each row and counts bad ones in a {@code RowCheck}.
 *   <li>{@link sparkoptim.engine.rows.RowPack} is its output: rows in primitive arrays, grouped by
 *       ranges of their hashes. {@code RowSummary} adds up what is known of all of them, with a
 *       {@code Fingerprint} that does not depend on their order.
 *   <li>{@link sparkoptim.engine.rows.ShardCount} computes the number of shards S from the size of
 *       the data and the method, never from the cluster.
 *   <li>{@code Sharding} deals the packed rows: in the order of their hashes, row r goes to shard r
 *       mod S. {@code HashOrder}, {@code HashedRows} and {@code RowRun} give that order without
 *       copying rows, {@code SharedRows} once in each executor; {@code BlockRun} copies each row
 *       once, into a {@link sparkoptim.core.data.Block} of its shard.
 *   <li>{@code PlacedRdd} and {@code Placement} ask Spark to compute consecutive shards on the same
 *       executor, so that a rank finds its shards in its own memory.
 * </ol>
 *
 * <p>The dealing {@code asis} skips sorting and shuffling: shards are then runs of the input's rows
 * and depend on its order and partitions. docs/glossary.md explains shard, sharding and
 * fingerprint.
 *
 * @since 0.1.0
 */
package sparkoptim.engine.rows;
