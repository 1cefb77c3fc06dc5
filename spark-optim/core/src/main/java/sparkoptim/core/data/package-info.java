/** Rows as primitive arrays, their hashes and the order in which an epoch visits them. */
package sparkoptim.core.data;
