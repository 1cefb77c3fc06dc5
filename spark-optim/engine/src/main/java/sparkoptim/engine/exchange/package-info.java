/**
 * Connections between the executors of a round: {@link sparkoptim.engine.exchange.ExchangePort} is
 * an executor's door, {@link sparkoptim.engine.exchange.Link} a connection through it, {@link
 * sparkoptim.engine.exchange.RoundToken} what opens it. Bytes travel over a plain socket, or over
 * Spark's own transport where Spark encrypts; everything above a stream of bytes is the same for
 * both.
 */
package sparkoptim.engine.exchange;
