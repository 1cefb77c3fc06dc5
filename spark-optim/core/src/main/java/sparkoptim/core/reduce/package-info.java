/**
 * Sums in one fixed order, so that the same terms give the same bits wherever they are computed.
 * {@link sparkoptim.core.reduce.FixedTree} defines the order. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.core.reduce;
