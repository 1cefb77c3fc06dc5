// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import org.apache.spark.SparkContext;
import sparkoptim.core.device.DeviceException;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * The driver's decision about a request, before it reads a row. In local mode its own process has
 * the device or not. Elsewhere it knows whether tasks get GPUs, and executors tell the rest.
 */
public final class DeviceDecision {
  private final DeviceRequest request;
  private final boolean local;
  private boolean gpu;

  private DeviceDecision(DeviceRequest request, boolean local) {
    this.request = request;
    this.local = local;
  }

  /**
   * Decides.
   *
   * @throws IllegalArgumentException if it has to be a GPU and none can be used, or a setting is
   *     out of its range
   */
  public static DeviceDecision of(DeviceRequest request, SparkContext spark) {
    DeviceDecision decision = new DeviceDecision(request, spark.isLocal());
    if (request.choice() != DeviceChoice.CPU) {
      GpuSettings settings = GpuSettings.of(spark.conf());
      decision.take(decision.local ? lookHere(request, null) : settings.missing(spark.conf()));
    }
    return decision;
  }

  private void take(String reason) {
    gpu = reason == null;
    if (!gpu) {
      request.without(reason);
    }
  }

  private static String lookHere(DeviceRequest request, ShardedProblem problem) {
    try {
      String address = GpuAddress.here().address();
      return Devices.here().open(address, problem, request.precision()).reason();
    } catch (DeviceException e) {
      return e.getMessage();
    }
  }

  /** Returns whether a GPU will compute, as far as the driver knows. */
  public boolean gpu() {
    return gpu;
  }

  /**
   * Returns the problem as it shall be trained.
   *
   * @throws IllegalArgumentException if it has to be a GPU, which cannot compute its gradients
   */
  public ShardedProblem apply(ShardedProblem problem) {
    if (gpu && local) {
      take(lookHere(request, problem));
    }
    return gpu ? new DeviceProblem(problem, request) : problem;
  }
}
