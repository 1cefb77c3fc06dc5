/**
 * BigDL networks from a short text, from a name or from a file of BigDL's. {@link
 * sparkoptim.bigdl.network.NetworkText} builds one layer after the other and knows every shape;
 * {@link sparkoptim.bigdl.network.NetworkFile} reads and writes BigDL's module format and lets no
 * file run code.
 */
package sparkoptim.bigdl.network;
