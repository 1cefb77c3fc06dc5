// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.device;

import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardedProblem;

/** A processor with memory of its own. Safe for several threads. */
public interface Device {
  /** Returns what it is, in words. */
  String description();

  /**
   * Returns what computes on the device, where results may differ from another device's: names and
   * versions, with a hash of a fixed example.
   *
   * @throws DeviceException if the example does not run
   */
  String arithmetic(Precision precision);

  /** Returns why it cannot compute a problem's gradients, in words; null where it can. */
  String refusal(ShardedProblem problem, Precision precision);

  /**
   * Returns the functions of consecutive shards. Their rows are copied to the device unless they
   * are there: they stay for a while after a group is closed, for the next one over the same
   * blocks.
   *
   * @param precision of the rows and of the arithmetic there
   * @param first number of the first shard in the problem
   * @param shards each one's blocks in order
   * @param remember whether the group lives long enough to remember slopes at snapshots
   * @throws DeviceException if the rows do not fit beside what is in use, or the device fails
   */
  ShardGroup group(
      ShardedProblem problem,
      Precision precision,
      int first,
      List<List<Block>> shards,
      boolean remember);
}
