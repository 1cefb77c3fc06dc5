// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import sparkoptim.torch.TorchNetwork;

/**
 * A network forwards and backwards in threads and nothing else, as a program over DJL would do it:
 * each thread has a module and a batch of its own. The limit of any data-parallel training with it.
 */
final class PlainTorch {
  private final TorchNetwork network;
  private final int rows;
  private final int threads;

  /**
   * Creates the loop of a network.
   *
   * @param rows of each thread's batch
   */
  PlainTorch(TorchNetwork network, int rows, int threads) {
    this.network = network;
    this.rows = rows;
    this.threads = threads;
  }

  /** Returns rows per second over some time. */
  double rate(double seconds) {
    long[] batches = new long[threads];
    List<Thread> all = new ArrayList<>();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    for (int i = 0; i < threads; i++) {
      int me = i;
      Thread thread = new Thread(() -> batches[me] = loop(end));
      thread.start();
      all.add(thread);
    }
    try {
      for (Thread thread : all) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    long sum = 0;
    for (long count : batches) {
      sum += count;
    }
    return 1e9 * sum * rows / (System.nanoTime() - start);
  }

  private long loop(long end) {
    try (PtNDManager manager =
        (PtNDManager) NDManager.newBaseManager(ai.djl.Device.cpu(), "PyTorch")) {
      JniUtils.setNumThreads(1);
      JniUtils.setGradMode(true);
      PtSymbolBlock module =
          JniUtils.loadModule(manager, new ByteArrayInputStream(network.file()), true, false);
      JniUtils.enableTrainingMode(module);
      NDList parameters = JniUtils.moduleGetParams(module, manager);
      long[] sizes = new long[network.input().sizes().size() + 1];
      sizes[0] = rows;
      for (int i = 1; i < sizes.length; i++) {
        sizes[i] = network.input().sizes().get(i - 1);
      }
      NDList input = new NDList(manager.randomUniform(0, 1, new Shape(sizes)));
      NDArray labels = manager.zeros(new Shape(rows), DataType.INT64);
      NDArray ones = manager.create(1f);
      SoftmaxCrossEntropyLoss loss = new SoftmaxCrossEntropyLoss();
      long batches = 0;
      while (System.nanoTime() < end) {
        try (NDManager step = manager.newSubManager()) {
          NDList outputs = IValueUtils.forward(module, input, true);
          outputs.attach(step);
          NDArray value = loss.evaluate(new NDList(labels), outputs);
          value.attach(step);
          JniUtils.backward((PtNDArray) value, (PtNDArray) ones, false, false);
          for (NDArray parameter : parameters) {
            JniUtils.zeroGrad((PtNDArray) parameter);
          }
        }
        batches++;
      }
      module.close();
      return batches;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
