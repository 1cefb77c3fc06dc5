// SPDX-License-Identifier: Apache-2.0

/**
 * Linear models without Spark: {@link sparkoptim.core.serving.LinearScorer} scores rows by a saved
 * model's numbers, and the exports write these for other programs, as ONNX and as PMML.
 *
 * @since 0.1.0
 */
package sparkoptim.core.serving;
