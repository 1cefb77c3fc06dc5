/** Iterate averages: which point is served in the end. One file each. */
package sparkoptim.core.average;
