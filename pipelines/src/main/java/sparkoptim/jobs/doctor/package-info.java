// SPDX-License-Identifier: Apache-2.0
/**
 * Says what is wrong with a machine, a configuration or a cluster before a job finds out.
 *
 * @since 0.1.0
 */
package sparkoptim.jobs.doctor;
