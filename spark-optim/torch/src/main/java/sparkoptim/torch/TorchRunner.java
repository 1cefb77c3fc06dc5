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
import sparkoptim.core.network.NetworkInput;
import sparkoptim.core.network.NetworkPart;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.text.Shape;

/**
 * A network in PyTorch's memory, used by one thread at a time. Parameters, inputs and the slopes of
 * outputs are tensors over Java's buffers, and gradients are read where PyTorch sums them, so that
 * a step copies each number once.
 */
final class TorchRunner implements AutoCloseable {
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
  private final InputTensor[] inputs;
  private final InputTensor classes;
  private final InputTensor numbers;
  private final List<InputTensor> masks = new ArrayList<>();
  private final InputTensor slopeNumbers;
  private final Map<Integer, NDList> inputsOf = new HashMap<>();
  private final Map<Integer, NDList> lossInputsOf = new HashMap<>();
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
      inputs =
          network.inputs().stream()
              .map(input -> new InputTensor(input.whole(), capacity, sizes(input.shape())))
              .toArray(InputTensor[]::new);
      int labelled = network.hasLoss() ? capacity : 0;
      classes = new InputTensor(true, labelled);
      numbers = new InputTensor(false, labelled);
      for (TextScript.Mask mask : network.masks()) {
        masks.add(new InputTensor(false, training ? capacity : 0, sizes(mask.shape())));
      }
      slopeNumbers =
          new InputTensor(false, training ? capacity : 0, Math.max(1, network.outputs()));
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

  private static int[] sizes(Shape shape) {
    return shape.sizes().stream().mapToInt(size -> size).toArray();
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

  /** Takes a whole batch: the first {@code count} rows of an array. */
  void fill(float[] values, int count) {
    if (inputs.length == 1) {
      inputs[0].put(0, values, 0, count);
    } else {
      for (int i = 0; i < count; i++) {
        put(i, values, i * row.length);
      }
    }
    rows = count;
  }

  private void addRow() {
    put(rows, row, 0);
    rows++;
  }

  /** Writes a row that stands at a place of an array. */
  private void put(int index, float[] values, int from) {
    int at = from;
    for (InputTensor input : inputs) {
      input.put(index, values, at, 1);
      at += input.size();
    }
  }

  /**
   * Takes the batch through the network.
   *
   * @param seed of what it draws
   * @return the outputs, row after row; overwritten by the next call, and longer than they are
   *     where another batch was larger
   */
  float[] forward(long seed) {
    if (training && !network.masks().isEmpty()) {
      drawMasks(seed);
    }
    return run(inputsOf.computeIfAbsent(rows, this::batch), seed, false);
  }

  /**
   * Takes the batch through the loss that the network's own code tells.
   *
   * @param labels of the rows
   * @param loss which of the network's
   * @param seed of what it draws
   * @return a loss for each row, or the mean alone; overwritten by the next call
   */
  float[] losses(double[] labels, NetworkTask.Loss loss, long seed) {
    float[] values = room(rows);
    for (int i = 0; i < rows; i++) {
      values[i] = (float) labels[i];
    }
    InputTensor tensor = loss.isOfNumbers() ? numbers : classes;
    tensor.put(0, values, 0, rows);
    NDList batch =
        lossInputsOf.computeIfAbsent(
            loss.isOfNumbers() ? -rows : rows, key -> lossBatch(tensor, rows));
    return run(batch, seed, true);
  }

  /** Returns whether the last losses are the mean alone. */
  boolean tellsMean() {
    return output.getShape().dimension() == 0;
  }

  private float[] run(NDList batch, long seed, boolean loss) {
    TorchLibrary.enter(training);
    try {
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
      String what = loss ? "loss" : "output";
      if (result.size() != 1) {
        throw new UnsupportedOperationException(
            PlainText.of("its %s must be one tensor, was %d", what, result.size()));
      }
      output = (PtNDArray) result.get(0);
      if (output.getDataType() != DataType.FLOAT32) {
        throw new UnsupportedOperationException(
            PlainText.of("its %s must be 32-bit floats, was %s", what, output.getDataType()));
      }
      requireShape(loss);
      requireWidth(loss);
      return read(output);
    } catch (EngineException | UnsupportedOperationException e) {
      throw ScriptArchive.refused(
          network.name(),
          PlainText.of(
              "fails on rows of shape %s: %s%s", shapes(), loss ? "loss: " : "", Causes.line(e)),
          e);
    }
  }

  private String shapes() {
    List<NetworkInput> all = network.inputs();
    return all.size() == 1
        ? network.input() + " (inputShape)"
        : "(" + NetworkInput.text(all) + ") (inputCols)";
  }

  private NDList batch(int count) {
    NDList list = new NDList();
    for (InputTensor input : inputs) {
      list.add(input.of(manager, count));
    }
    if (training && !masks.isEmpty()) {
      masks.forEach(mask -> list.add(mask.of(manager, count)));
      list.add(method(TextScript.MASKED));
    }
    return list;
  }

  private NDList lossBatch(InputTensor labels, int count) {
    NDList list = new NDList();
    for (InputTensor input : inputs) {
      list.add(input.of(manager, count));
    }
    list.add(labels.of(manager, count));
    list.add(method(TorchNetwork.LOSS));
    return list;
  }

  private PtNDArray method(String name) {
    PtNDArray method = (PtNDArray) manager.create(0f);
    method.setName("module_method:" + name);
    return method;
  }

  private void drawMasks(long seed) {
    for (int i = 0; i < masks.size(); i++) {
      TextScript.Mask mask = network.masks().get(i);
      long key = CounterRandom.key(seed, i);
      int count = rows * mask.size();
      float kept = (float) (1 / (1 - mask.probability()));
      float[] values = room(count);
      for (int j = 0; j < count; j++) {
        values[j] = CounterRandom.uniform(key, j) < mask.probability() ? 0 : kept;
      }
      masks.get(i).put(0, values, 0, rows);
    }
  }

  private void requireShape(boolean loss) {
    ai.djl.ndarray.types.Shape shape = output.getShape();
    long count = shape.size();
    boolean ofRows = shape.dimension() > 0 && shape.get(0) == rows;
    if (loss ? shape.dimension() > 0 && !(ofRows && count == rows) : !ofRows || count == 0) {
      throw new UnsupportedOperationException(
          PlainText.of(
              loss
                  ? "its loss must be the mean over rows, or a number for each of %d, was of shape %s"
                  : "its output must have a row for each of %d, was of shape %s",
              rows,
              shape));
    }
  }

  /** Once two rows have told how many numbers a row has, it has as many in every batch. */
  private void requireWidth(boolean loss) {
    int wanted = network.outputs();
    if (!loss && wanted > 0 && output.getShape().size() != (long) rows * wanted) {
      throw new UnsupportedOperationException(
          PlainText.of(
              "its output must have %d numbers for each of %d rows, as two rows of zeros had, was of shape %s",
              wanted, rows, output.getShape()));
    }
  }

  private float[] read(PtNDArray tensor) {
    int count = Math.toIntExact(tensor.getShape().size());
    if (outputs.length < count) {
      outputs = new float[count];
    }
    JniUtils.getByteBuffer(tensor, true).asFloatBuffer().get(0, outputs, 0, count);
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
   * Goes back from slopes of the last outputs, or losses, to the parameters' gradients, and adds a
   * multiple of them to sums.
   *
   * @param slopes row after row
   */
  void backward(float[] slopes, double scale, double[] sums) {
    try {
      int count = Math.toIntExact(output.getShape().size());
      slopeNumbers.putAll(slopes, count);
      PtNDArray tensor = slopesOf.get(rows);
      if (tensor == null || !tensor.getShape().equals(output.getShape())) {
        tensor = slopeNumbers.shaped(manager, output.getShape().getShape());
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
