/**
 * Probes measure a run while it goes, without changing it. {@link sparkoptim.core.Loop#probe} adds
 * one; the results of every look go to a consumer as a small record, on every rank with the same
 * values.
 *
 * <p>{@link sparkoptim.core.probe.FixedBatchProbe} measures along a mini-batch's gradient; {@link
 * sparkoptim.core.probe.GradientVariance}, {@link sparkoptim.core.probe.VarianceRatio} and {@link
 * sparkoptim.core.probe.OptimalCoefficient} measure how mini-batches differ; {@link
 * sparkoptim.core.probe.LyapunovValue} measures a value that never rises. docs/glossary.md explains
 * the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.core.probe;
