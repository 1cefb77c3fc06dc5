/**
 * Results of benchmarks as data: {@link sparkoptim.benchmarks.result.BenchmarkResult} is written as
 * JSON by {@link sparkoptim.benchmarks.result.ResultFiles}; {@link
 * sparkoptim.benchmarks.result.MarkdownTable} makes every table from it, on the console and in the
 * documentation; {@link sparkoptim.benchmarks.result.ResultComparison} sets two results side by
 * side.
 */
package sparkoptim.benchmarks.result;
