// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;

/**
 * A rank's task has started: where it runs, and what is there.
 *
 * @param round the round's key
 * @param partition of the task
 * @param executor id of the executor
 * @param host of the executor's exchange port
 * @param address the host as the executor resolves it
 * @param port of the executor's exchange port; 0 where none is needed
 * @param backend what computes there
 * @param shards numbers of the shards whose blocks are there
 */
record TaskRegistration(
    String round,
    int partition,
    String executor,
    String host,
    String address,
    int port,
    String backend,
    int[] shards)
    implements Serializable {}
