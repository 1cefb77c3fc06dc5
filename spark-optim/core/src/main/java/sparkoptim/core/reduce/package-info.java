/** Sums in one fixed order, so that the same terms give the same bits wherever they lie. */
package sparkoptim.core.reduce;
