// SPDX-License-Identifier: Apache-2.0
/**
 * A job that looks at a cluster with the code of a round: what runs on each executor, whether
 * executors reach each other, and whether they share a folder.
 *
 * @since 0.1.0
 */
package sparkoptim.engine.probe;
