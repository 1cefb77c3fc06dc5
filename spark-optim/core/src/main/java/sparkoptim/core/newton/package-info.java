// SPDX-License-Identifier: Apache-2.0
/**
 * Sampled Newton, the default for linear models: full gradients in the metric of a curvature matrix
 * over a sample of rows. Begin with {@link sparkoptim.core.newton.SampledNewton}, which makes one
 * evaluation a step; {@link sparkoptim.core.newton.MetricKeeper} decides when the metric is made,
 * {@link sparkoptim.core.newton.MetricPrices} which one pays; {@link
 * sparkoptim.core.newton.CurvaturePairs} are L-BFGS over it, and {@link
 * sparkoptim.core.newton.MarginSearch} shortens a step that was refused.
 *
 * <p>The terms are those of {@code docs/glossary.md}.
 *
 * @since 0.1.0
 */
package sparkoptim.core.newton;
