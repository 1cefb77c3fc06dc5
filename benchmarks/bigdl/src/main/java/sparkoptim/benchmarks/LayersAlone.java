// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A module forwards and backwards in two threads at once and nothing else, each with a copy and a
 * batch of its own: the limit of any data-parallel training with it.
 */
final class LayersAlone {
  private static final int THREADS = 2;

  private final AbstractModule<Activity, Activity, Float> module;
  private final int rows;

  /**
   * Creates the bench of a module.
   *
   * @param rows of each thread's batch
   */
  LayersAlone(AbstractModule<Activity, Activity, Float> module, int rows) {
    this.module = module;
    this.rows = rows;
  }

  /** Returns rows per second over a number of batches per thread. */
  double rate(int batches) {
    List<Thread> threads = new ArrayList<>();
    List<Runnable> works = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      works.add(work(batches));
    }
    long start = System.nanoTime();
    for (Runnable work : works) {
      Thread thread = new Thread(work);
      thread.start();
      threads.add(thread);
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return 1e9 * THREADS * batches * rows / (System.nanoTime() - start);
  }

  private Runnable work(int batches) {
    AbstractModule<Activity, Activity, Float> copy = module.cloneModule();
    copy.training();
    AbstractCriterion<Activity, Activity, Float> criterion = BigdlNetworks.crossEntropy();
    SplittableRandom random = new SplittableRandom(2);
    int side = BigdlNetworks.SIDE;
    float[] pictures = new float[rows * side * side];
    float[] labels = new float[rows];
    for (int i = 0; i < rows; i++) {
      int label = random.nextInt(BigdlNetworks.CLASSES);
      labels[i] = label + 1;
      System.arraycopy(
          BigdlNetworks.picture(random, label), 0, pictures, i * side * side, side * side);
    }
    Tensor<Float> input = BigdlNetworks.tensor(pictures, rows, 1, side, side);
    Tensor<Float> target = BigdlNetworks.tensor(labels, rows);
    return () -> {
      for (int batch = 0; batch < batches; batch++) {
        copy.zeroGradParameters();
        Activity output = copy.forward(input);
        criterion.forward(output, target);
        copy.backward(input, criterion.backward(output, target));
      }
    };
  }
}
