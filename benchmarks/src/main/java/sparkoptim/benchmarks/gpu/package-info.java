/**
 * Compares what a device computes with plain sums, and measures how fast it is; needs no Spark.
 * docs/glossary.md explains the terms.
 */
package sparkoptim.benchmarks.gpu;
