// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sparkoptim.core.PlainText;
import sparkoptim.core.data.Block;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.data.RowView;
import sparkoptim.core.network.NetworkPart;

/**
 * A network in PyTorch's memory, used by one thread at a time. Parameters, inputs and the slopes of
 * outputs are tensors over Java's buffers, and gradients are read where PyTorch sums them, so that
 * a step copies each number once.
 */
final class TorchRunner implements AutoCloseable {
  private static final int LINE = 64;

  /** One generator draws for all threads of the process. */
  private static final Object GENERATOR = new Object();

  private final TorchNetwork network;
  private final int capacity;
  private final boolean training;
  private final PtNDManager manager;
  private final PtSymbolBlock module;
  private final FloatBuffer[] parameters;
  private final PtNDArray[] parameterTensors;
  private final FloatBuffer[] gradients;
  private final List<FloatBuffer> statistics = new ArrayList<>();
  private final ByteBuffer inputBytes;
  private final FloatBuffer inputs;
  private final List<ByteBuffer> maskBytes = new ArrayList<>();
  private final ByteBuffer slopeBytes;
  private final Map<Integer, NDList> inputsOf = new HashMap<>();
  private final Map<Integer, PtNDArray> slopesOf = new HashMap<>();
  private final float[] row;
  private final RowView view = new RowView(1);
  private float[] chunk = {};
  private float[] outputs = {};
  private PtNDArray output;

  /** Has what a batch gave: outputs, and their copy where they do not stand in order. */
  private PtNDManager step;

  private int rows;

  /**
   * Loads a network.
   *
   * @param capacity the most rows of a batch
   * @param training whether gradients are wanted, and layers behave as in training
   * @throws IllegalArgumentException if PyTorch cannot make it
   */
  TorchRunner(TorchNetwork network, int capacity, boolean training) {
    this.network = network;
    this.capacity = capacity;
    this.training = training;
    manager = TorchLibrary.manager();
    boolean made = false;
    try {
      TorchLibrary.enter(training);
      module = load();
      List<NetworkPart> parts = network.parts().parameters();
      parameters = new FloatBuffer[parts.size()];
      parameterTensors = new PtNDArray[parts.size()];
      gradients = new FloatBuffer[parts.size()];
      bindParameters();
      bindStatistics();
      row = new float[network.input().size()];
      inputBytes = aligned(Math.multiplyExact(capacity, row.length));
      inputs = inputBytes.asFloatBuffer();
      for (TextScript.Mask mask : network.masks()) {
        maskBytes.add(aligned(training ? Math.multiplyExact(capacity, mask.size()) : 0));
      }
      slopeBytes = aligned(training ? capacity * network.outputs() : 0);
      made = true;
    } finally {
      if (!made) {
        manager.close();
      }
    }
  }

  private PtSymbolBlock load() {
    try {
      PtSymbolBlock block =
          JniUtils.loadModule(
              manager, new ByteArrayInputStream(network.fileForTraining()), true, false);
      if (training) {
        JniUtils.enableTrainingMode(block);
      } else {
        JniUtils.enableInferenceMode(block);
      }
      return block;
    } catch (EngineException e) {
      throw ScriptArchive.refused(
          network.name(), "cannot be loaded by PyTorch: " + Causes.line(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns room for floats that begins where a line of the processor's cache does. */
  private static ByteBuffer aligned(int floats) {
    int bytes = Math.multiplyExact(Math.max(1, floats), Float.BYTES);
    return ByteBuffer.allocateDirect(Math.addExact(bytes, 2 * LINE))
        .alignedSlice(LINE)
        .slice(0, bytes)
        .order(ByteOrder.nativeOrder());
  }

  private void bindParameters() {
    Map<String, PtNDArray> byName = new HashMap<>();
    for (NDArray array : JniUtils.moduleGetParams(module, manager)) {
      byName.put(array.getName(), (PtNDArray) array);
    }
    for (int i = 0; i < parameters.length; i++) {
      NetworkPart part = network.parts().parameters().get(i);
      PtNDArray tensor = byName.get(part.name());
      if (tensor == null || tensor.getShape().size() != part.count()) {
        throw ScriptArchive.refused(
            network.name(), "has no parameter " + part.name() + " once it is loaded", null);
      }
      parameterTensors[i] = tensor;
      parameters[i] = JniUtils.getByteBuffer(tensor, true).asFloatBuffer();
    }
  }

  private void bindStatistics() {
    if (network.statistics() == 0 || !training) {
      return;
    }
    try (PtNDArray none = (PtNDArray) manager.create(0f)) {
      none.setName("module_method:" + ScriptModule.STATISTICS);
      for (NDArray tensor : IValueUtils.forward(module, new NDList(none), true)) {
        statistics.add(JniUtils.getByteBuffer((PtNDArray) tensor, true).asFloatBuffer());
      }
    }
  }

  /** Sets the parameters. */
  void load(double[] point) {
    for (int i = 0; i < parameters.length; i++) {
      NetworkPart part = network.parts().parameters().get(i);
      int count = part.count();
      float[] values = room(count);
      for (int j = 0; j < count; j++) {
        values[j] = (float) point[part.from() + j];
      }
      parameters[i].put(0, values, 0, count);
    }
  }

  private float[] room(int count) {
    if (chunk.length < count) {
      chunk = new float[count];
    }
    return chunk;
  }

  TorchNetwork network() {
    return network;
  }

  int capacity() {
    return capacity;
  }

  int rows() {
    return rows;
  }

  void clear() {
    rows = 0;
  }

  /** Adds a row of a block to the batch. */
  void add(Block block, int index) {
    view.row(block, index);
    int from = view.from(0);
    if (block.sparse()) {
      Arrays.fill(row, 0);
      for (int entry = from; entry < view.to(0); entry++) {
        row[view.columns[entry]] = (float) view.values[entry];
      }
    } else {
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) view.values[from + i];
      }
    }
    addRow();
  }

  /** Adds a row to the batch. */
  void add(double[] values) {
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) values[i];
    }
    addRow();
  }

  /** Takes a whole batch of {@code capacity} rows. */
  void fill(float[] values) {
    inputs.put(0, values);
    rows = capacity;
  }

  private void addRow() {
    inputs.put(rows * row.length, row);
    rows++;
  }

  /**
   * Takes the batch through the network.
   *
   * @param seed of what it draws
   * @return the outputs, row after row; overwritten by the next call, and longer than they are
   *     where another batch was larger
   */
  float[] forward(long seed) {
    TorchLibrary.enter(training);
    try {
      boolean masked = training && !network.masks().isEmpty();
      if (masked) {
        drawMasks(seed);
      }
      NDList batch = inputsOf.computeIfAbsent(rows, this::batch);
      closeOutput();
      NDList result;
      if (training && network.draws()) {
        synchronized (GENERATOR) {
          JniUtils.setSeed(seed & Long.MAX_VALUE);
          result = IValueUtils.forward(module, batch, true);
        }
      } else {
        result = IValueUtils.forward(module, batch, training);
      }
      step = (PtNDManager) manager.newSubManager();
      result.attach(step);
      if (result.size() != 1) {
        throw new UnsupportedOperationException(
            "its output must be one tensor, was " + result.size());
      }
      output = (PtNDArray) result.get(0);
      return read(output);
    } catch (EngineException | UnsupportedOperationException e) {
      throw ScriptArchive.refused(
          network.name(),
          PlainText.of(
              "fails on rows of shape %s (inputShape): %s", network.input(), Causes.line(e)),
          e);
    }
  }

  private NDList batch(int count) {
    NDList list = new NDList(tensor(inputBytes, network.input().batch(count)));
    if (training && !network.masks().isEmpty()) {
      for (int i = 0; i < maskBytes.size(); i++) {
        list.add(tensor(maskBytes.get(i), network.masks().get(i).shape().batch(count)));
      }
      PtNDArray method = (PtNDArray) manager.create(0f);
      method.setName("module_method:" + TextScript.MASKED);
      list.add(method);
    }
    return list;
  }

  /** Returns a tensor over a buffer's first numbers, which follows what is written there. */
  private PtNDArray tensor(ByteBuffer bytes, int... sizes) {
    long[] dimensions = Arrays.stream(sizes).asLongStream().toArray();
    int count = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    ByteBuffer part = bytes.slice(0, count * Float.BYTES).order(ByteOrder.nativeOrder());
    return manager.create(part, new ai.djl.ndarray.types.Shape(dimensions), DataType.FLOAT32);
  }

  private void drawMasks(long seed) {
    for (int i = 0; i < maskBytes.size(); i++) {
      TextScript.Mask mask = network.masks().get(i);
      long key = CounterRandom.key(seed, i);
      int count = rows * mask.size();
      float kept = (float) (1 / (1 - mask.probability()));
      float[] values = room(count);
      for (int j = 0; j < count; j++) {
        values[j] = CounterRandom.uniform(key, j) < mask.probability() ? 0 : kept;
      }
      maskBytes.get(i).asFloatBuffer().put(0, values, 0, count);
    }
  }

  private float[] read(PtNDArray tensor) {
    if (tensor.getDataType() != DataType.FLOAT32) {
      throw new UnsupportedOperationException(
          "its output must be 32-bit floats, was " + tensor.getDataType());
    }
    long count = tensor.getShape().size();
    if (tensor.getShape().dimension() < 1 || tensor.getShape().get(0) != rows || count == 0) {
      throw new UnsupportedOperationException(
          PlainText.of(
              "its output must have a row for each of %d, was of shape %s",
              rows, tensor.getShape()));
    }
    if (outputs.length < count) {
      outputs = new float[(int) count];
    }
    JniUtils.getByteBuffer(tensor, true).asFloatBuffer().get(0, outputs, 0, (int) count);
    return outputs;
  }

  private void closeOutput() {
    output = null;
    if (step != null) {
      step.close();
      step = null;
    }
  }

  /**
   * Goes back from slopes of the last outputs to the parameters' gradients, and adds a multiple of
   * them to sums.
   *
   * @param slopes row after row
   */
  void backward(float[] slopes, double scale, double[] sums) {
    try {
      int count = rows * network.outputs();
      slopeBytes.asFloatBuffer().put(0, slopes, 0, count);
      PtNDArray tensor = slopesOf.get(rows);
      if (tensor == null || !tensor.getShape().equals(output.getShape())) {
        int[] sizes =
            Arrays.stream(output.getShape().getShape()).mapToInt(Math::toIntExact).toArray();
        tensor = tensor(slopeBytes, sizes);
        slopesOf.put(rows, tensor);
      }
      JniUtils.backward(output, tensor, false, false);
    } catch (EngineException e) {
      throw ScriptArchive.refused(
          network.name(), "has no gradient at its output: " + Causes.line(e), e);
    } finally {
      closeOutput();
    }
    addGradients(scale, sums);
  }

  private void addGradients(double scale, double[] sums) {
    boolean any = false;
    for (int i = 0; i < gradients.length; i++) {
      if (gradients[i] == null) {
        PtNDArray gradient = JniUtils.getGradient(parameterTensors[i]);
        if (gradient == null) {
          continue; // not used in this batch
        }
        if (!gradient.getShape().equals(parameterTensors[i].getShape())) {
          throw new IllegalStateException("a gradient has another shape than its parameter");
        }
        gradients[i] = JniUtils.getByteBuffer(gradient, true).asFloatBuffer();
      }
      any = true;
      NetworkPart part = network.parts().parameters().get(i);
      int count = part.count();
      float[] values = room(count);
      gradients[i].get(0, values, 0, count);
      for (int j = 0; j < count; j++) {
        sums[part.from() + j] += scale * values[j];
      }
      Arrays.fill(values, 0, count, 0);
      gradients[i].put(0, values, 0, count); // PyTorch adds to what is there
    }
    if (!any) {
      throw ScriptArchive.refused(
          network.name(), "gives its parameters no gradients: does it switch them off?", null);
    }
  }

  /** Sets a layer's running means and variances, all to one value. */
  void fillStatistics(int layer, float value) {
    for (FloatBuffer statistic : statistics.subList(2 * layer, 2 * layer + 2)) {
      for (int i = 0; i < statistic.capacity(); i++) {
        statistic.put(i, value);
      }
    }
  }

  /** Returns copies of the running statistics: each layer's means, then its variances. */
  float[][] statistics() {
    float[][] copies = new float[statistics.size()][];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = new float[statistics.get(i).capacity()];
      statistics.get(i).get(0, copies[i]);
    }
    return copies;
  }

  @Override
  public void close() {
    closeOutput();
    module.close();
    manager.close();
  }
}
