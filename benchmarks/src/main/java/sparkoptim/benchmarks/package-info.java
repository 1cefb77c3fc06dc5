/**
 * {@link sparkoptim.benchmarks.Bench} runs this library beside others, interleaved, and prints
 * ratios; the classes named {@code *Micro} are for JMH. docs/glossary.md explains the terms.
 */
package sparkoptim.benchmarks;
