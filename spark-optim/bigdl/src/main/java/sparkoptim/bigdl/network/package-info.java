/**
 * Builds BigDL networks from a short text, from a name or from a file of BigDL. {@link
 * sparkoptim.bigdl.network.BigdlLayers} makes BigDL's layers of a text; {@link
 * sparkoptim.bigdl.network.NetworkFile} reads and writes BigDL's module format and lets no file run
 * code. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.bigdl.network;
