// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import sparkoptim.core.data.Block;
import sparkoptim.core.device.Device;
import sparkoptim.core.device.DeviceException;
import sparkoptim.core.device.DeviceProvider;
import sparkoptim.core.network.Precision;
import sparkoptim.core.reduce.IndexSlots;
import sparkoptim.core.sharded.ShardGroup;
import sparkoptim.core.sharded.ShardRequest;
import sparkoptim.core.sharded.ShardedProblem;

/**
 * Devices that compute on the CPU and fail as a test wants. All is in statics: tasks of a local
 * Spark are in this JVM.
 */
public final class FakeDevices implements DeviceProvider {
  /** Addresses that were opened. */
  static final List<String> ADDRESSES = new CopyOnWriteArrayList<>();

  static final AtomicInteger OPEN_GROUPS = new AtomicInteger();
  static final AtomicInteger ANSWERS = new AtomicInteger();
  static volatile String unavailable;
  static volatile String refusal;

  /** Why opening fails; null where it does not. */
  static volatile String lost;

  /** Answers from this one on fail, so many. */
  static volatile int failsFrom;

  static volatile int failures;

  /** Whether every look finds another arithmetic. */
  static volatile boolean differs;

  private static final AtomicInteger LOOKS = new AtomicInteger();

  /** All is well again. */
  static void reset() {
    ADDRESSES.clear();
    OPEN_GROUPS.set(0);
    ANSWERS.set(0);
    LOOKS.set(0);
    unavailable = null;
    refusal = null;
    lost = null;
    failures = 0;
    differs = false;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public String unavailableReason() {
    return unavailable;
  }

  @Override
  public Device device(String address) {
    if (lost != null) {
      throw new DeviceException(lost);
    }
    ADDRESSES.add(address);
    return new Fake();
  }

  private static final class Fake implements Device {
    @Override
    public String description() {
      return "fake GPU";
    }

    @Override
    public String arithmetic(Precision precision) {
      return "fake GPU, " + precision + (differs ? ", " + LOOKS.getAndIncrement() : "");
    }

    @Override
    public String refusal(ShardedProblem problem, Precision precision) {
      return refusal;
    }

    @Override
    public ShardGroup group(
        ShardedProblem problem,
        Precision precision,
        int first,
        List<List<Block>> shards,
        boolean remember) {
      OPEN_GROUPS.incrementAndGet();
      return new Counted(problem.group(first, shards, remember));
    }
  }

  private record Counted(ShardGroup group) implements ShardGroup {
    private static void count() {
      int answer = ANSWERS.getAndIncrement();
      if (answer >= failsFrom && answer - failsFrom < failures) {
        throw new DeviceException("a fault of the test");
      }
    }

    @Override
    public int size() {
      return group.size();
    }

    @Override
    public void answer(ShardRequest request, int from, int to, double[] result) {
      count();
      group.answer(request, from, to, result);
    }

    @Override
    public void touch(ShardRequest request, IndexSlots slots) {
      group.touch(request, slots);
    }

    @Override
    public void answerTouched(ShardRequest request, int from, int to, int slots, double[] result) {
      count();
      group.answerTouched(request, from, to, slots, result);
    }

    @Override
    public void close() {
      OPEN_GROUPS.decrementAndGet();
      group.close();
    }
  }
}
