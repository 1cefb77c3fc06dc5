// SPDX-License-Identifier: Apache-2.0
/**
 * What a server of Spark Connect puts in place of MLlib's own classes. Begin with {@link
 * sparkoptim.ml.accelerate.Accelerate}.
 *
 * @since 0.1.0
 */
package sparkoptim.ml.accelerate;
