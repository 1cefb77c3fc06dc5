/** What a device computes, compared with plain sums, and how fast. Needs no Spark. */
package sparkoptim.benchmarks.gpu;
