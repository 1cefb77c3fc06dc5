/** Benchmarks against other libraries, and micro-benchmarks of our own code. */
package sparkoptim.benchmarks;
