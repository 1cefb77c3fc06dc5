/**
 * {@link sparkoptim.benchmarks.Bench} runs us beside others, interleaved, and prints ratios; the
 * classes named {@code *Micro} are for JMH.
 */
package sparkoptim.benchmarks;
