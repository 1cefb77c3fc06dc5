/**
 * What tests of several packages share: golden vectors, small objectives, generated rows, and slow
 * twins written straight from the formulas.
 */
package sparkoptim.core.testing;
