// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.device;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sparkoptim.core.Bounds;
import sparkoptim.core.Capability;
import sparkoptim.core.LossRange;
import sparkoptim.core.MarginModel;
import sparkoptim.core.data.Block;
import sparkoptim.core.device.DeviceException;
import sparkoptim.core.network.Precision;
import sparkoptim.core.sharded.ShardFunction;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * A problem whose gradients the GPU of a task computes, the one at the address that Spark gave to
 * the task. It is looked for once in every copy, and every task has a copy of its own: what {@link
 * #arithmetic} says is what computes.
 */
public final class DeviceProblem implements ShardedProblem {
  private static final long serialVersionUID = 1L;
  private static final double SINGLE_LOSS_ERROR = 1e-8;

  private final ShardedProblem problem;
  private final DeviceRequest request;
  private transient FoundDevice found;

  /** Creates the device form of a problem on the CPU. */
  public DeviceProblem(ShardedProblem problem, DeviceRequest request) {
    this.problem = problem;
    this.request = request;
  }

  private synchronized FoundDevice found() {
    if (found == null) {
      FoundDevice looked = look();
      if (looked.device() == null) {
        request.without(looked.reason());
      }
      found = looked;
    }
    return found;
  }

  /** One that fails to open is a reason for the CPU, or for another try where it has to be it. */
  private FoundDevice look() {
    GpuAddress place = GpuAddress.here();
    if (place.address() == null) {
      return FoundDevice.none(place.reason());
    }
    try {
      return Devices.here().open(place.address(), problem, request.precision());
    } catch (DeviceException e) {
      if (request.choice() == DeviceChoice.GPU) {
        throw e;
      }
      return FoundDevice.none(e.getMessage());
    }
  }

  /**
   * Returns the device's group, or the CPU's.
   *
   * @throws IllegalArgumentException if it has to be a GPU and none can be used
   * @throws DeviceException if the device fails, or has no room for the rows
   */
  @Override
  public ShardGroup group(int first, List<List<Block>> shards, boolean remember) {
    FoundDevice here = found();
    return here.device() == null
        ? problem.group(first, shards, remember)
        : here.device().group(problem, request.precision(), first, shards, remember);
  }

  /**
   * Returns what computes in this task.
   *
   * @throws IllegalArgumentException if it has to be a GPU and none can be used
   * @throws DeviceException if it has to be a GPU, and the device fails
   */
  @Override
  public String arithmetic() {
    FoundDevice here = found();
    return here.device() == null ? problem.arithmetic() : here.arithmetic();
  }

  @Override
  public boolean[] decays() {
    return problem.decays();
  }

  @Override
  public int[] layerStarts() {
    return problem.layerStarts();
  }

  @Override
  public boolean dividesByOwnWeights() {
    return problem.dividesByOwnWeights();
  }

  /**
   * Returns the error that single-precision rounding of rows' losses leaves in a sum; looks for no
   * device.
   */
  @Override
  public double lossError() {
    return request.precision() == Precision.SINGLE ? SINGLE_LOSS_ERROR : problem.lossError();
  }

  /**
   * Returns the settings of the problem; {@code backend} is what was asked for, as executors come
   * later.
   */
  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>(problem.settings());
    settings.put("backend", request.text());
    return settings;
  }

  /** Returns the CPU's: devices answer for groups. */
  @Override
  public ShardFunction shard(int index, List<Block> blocks, boolean remember) {
    return problem.shard(index, blocks, remember);
  }

  @Override
  public int dimension() {
    return problem.dimension();
  }

  @Override
  public long rows() {
    return problem.rows();
  }

  @Override
  public double weight() {
    return problem.weight();
  }

  @Override
  public int shards() {
    return problem.shards();
  }

  @Override
  public LossRange lossRange() {
    return problem.lossRange();
  }

  @Override
  public double typicalCurvature(double loss) {
    return problem.typicalCurvature(loss);
  }

  @Override
  public double[] penalty() {
    return problem.penalty();
  }

  @Override
  public double[] l1Penalty() {
    return problem.l1Penalty();
  }

  @Override
  public Bounds bounds() {
    return problem.bounds();
  }

  @Override
  public double touchedPerRow() {
    return problem.touchedPerRow();
  }

  @Override
  public Set<Capability> offers() {
    return problem.offers();
  }

  @Override
  public MarginModel margins() {
    return problem.margins();
  }

  @Override
  public int slopesPerRow() {
    return problem.slopesPerRow();
  }

  @Override
  public double multiplications(double rowBytes) {
    return problem.multiplications(rowBytes);
  }
}
