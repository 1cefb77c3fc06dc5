/**
 * Connections between the executors of a round, over which ranks exchange partial sums.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link sparkoptim.engine.exchange.ExchangePort} is the port on which an executor accepts
 *       connections and from which it opens them. {@link sparkoptim.engine.exchange.ExchangePorts}
 *       has the one port of this JVM, which all rounds share.
 *   <li>{@link sparkoptim.engine.exchange.RoundToken} is the secret of one round. An executor
 *       without it cannot join. {@link sparkoptim.engine.exchange.Peer} is the address of another
 *       executor.
 *   <li>{@code Acceptor} and {@code ByteStream} are the transport. {@code SocketAcceptor} uses
 *       plain sockets; {@code SparkAcceptor} uses Spark's own transport where Spark encrypts.
 *       Everything above a stream of bytes is the same for both.
 *   <li>{@code Dialer} opens a connection with a {@code Hello}; {@code PendingConnections} limits
 *       the number and the time of those that have not proved yet where they belong. In {@code
 *       Handshake} both sides prove that they know the token without sending it. {@code
 *       RoundRendezvous} collects the connections of a round.
 *   <li>{@link sparkoptim.engine.exchange.RoundLinks} are a node's connections in a round, each
 *       made when it is first used. {@link sparkoptim.engine.exchange.Link} is one that is ready.
 *       {@code ChannelLink} exchanges vectors with the other side in {@code Frame}s, as values of a
 *       {@link sparkoptim.engine.exchange.WireFormat}. Every exchange begins with its number and
 *       both counts, so that ranks which are out of step are found at once.
 *   <li>{@link sparkoptim.engine.exchange.WaitLimit} limits every wait. {@code Watchdog} enforces
 *       the limit: it closes the channel on which a thread has waited too long.
 * </ol>
 *
 * <p>docs/exchange.md describes the protocol; docs/glossary.md explains rank, executor node and
 * round.
 *
 * @since 0.1.0
 */
package sparkoptim.engine.exchange;
