/**
 * The short text of a network: {@link sparkoptim.core.network.text.NetworkText} adds one layer
 * after the other and knows every shape. What computes a network is elsewhere.
 *
 * @since 0.1.0
 */
package sparkoptim.core.network.text;
