// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import java.util.List;
import sparkoptim.core.data.Block;
import sparkoptim.core.device.Device;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardedProblem;

/** The processor as a device: core's own functions behind the interface that devices implement. */
final class HostDevice implements Device {
  @Override
  public String description() {
    return "this processor";
  }

  @Override
  public String arithmetic(Precision precision) {
    return "";
  }

  @Override
  public String refusal(ShardedProblem problem, Precision precision) {
    return null;
  }

  @Override
  public ShardGroup group(
      ShardedProblem problem,
      Precision precision,
      int first,
      List<List<Block>> shards,
      boolean remember) {
    return problem.group(first, shards, remember);
  }
}
