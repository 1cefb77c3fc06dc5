// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_N;
import static org.bytedeco.cuda.global.cublas.CUBLAS_OP_T;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.network.Activation;
import sparkoptim.core.network.Layers;
import sparkoptim.core.network.OutputLoss;
import sparkoptim.core.network.Perceptron;

/**
 * Micro-batches forwards and backwards through dense layers: products by cuBLAS, all between by
 * network.cu and margins.cu. Gradients of a micro-batch are in the rows' type, their sums double.
 */
final class PerceptronKernels {
  private static final int MICRO_BATCH = 4096;
  private static final int THREADS = 256;
  private static final int BLOCKS = 2048;
  private static final int COLUMNS = 128;
  private static final int ROWS_OF_CHUNK = 64;

  private final Layers layers;
  private final DeviceRows rows;
  private final int shards;
  private final int first;
  private final Matrices matrices;
  private final Sums sums;
  private final Kernel gather;
  private final Kernel slopes;
  private final List<Kernel> activate = new ArrayList<>();
  private final List<Kernel> derivative = new ArrayList<>();
  private final Kernel columnChunks;
  private final Kernel addReals;
  private final Kernel addChunks;
  private final int realBytes;

  /** The point and the snapshot: in double, and in the rows' type. */
  private final long[] wide = new long[2];

  private final long[] narrow = new long[2];
  private boolean reduced;
  private double coefficient;

  PerceptronKernels(CudaDevice device, Perceptron problem, DeviceRows rows, int first) {
    layers = problem.layers();
    shards = problem.shards();
    this.rows = rows;
    this.first = first;
    realBytes = rows.form.realBytes();
    matrices = new Matrices(device.call(), rows.precision());
    sums = new Sums(device, rows.form);
    gather = device.kernel(EpochOrder.source(rows.form), "gather_rows");
    slopes = device.kernel(slopesSource(layers, rows.form), "margin_slopes");
    for (Activation activation : layers.activations()) {
      KernelSource source = source(activation, rows.form);
      activate.add(device.kernel(source, "activate"));
      derivative.add(device.kernel(source, "times_derivative"));
    }
    KernelSource any = source(Activation.RELU, rows.form);
    columnChunks = device.kernel(any, "column_chunks");
    addReals = device.kernel(any, "add_reals");
    addChunks = device.kernel(any, "add_chunks");
  }

  static KernelSource source(Activation activation, RowForm form) {
    int code =
        switch (activation) {
          case RELU -> 0;
          case TANH -> 1;
          case SIGMOID -> 2;
        };
    return new KernelSource(
        List.of("common.cuh", "network.cu"), List.of(form.realMacro(), "ACTIVATION=" + code));
  }

  /**
   * Returns the kernel of the slopes. With one output the loss is half the square, else softmax
   * cross-entropy.
   */
  static KernelSource slopesSource(Layers layers, RowForm form) {
    String loss = layers.loss() == OutputLoss.SQUARED ? "LOSS=1" : "LOSS=0";
    return new KernelSource(
        List.of("common.cuh", "losses.cuh", "slopes.cuh", "margins.cu"),
        List.of(loss, form.realMacro(), "OUTPUTS=" + layers.outputs()));
  }

  /** Returns the number of the group's first shard in the problem. */
  int first() {
    return first;
  }

  /** Brings the point up, and the snapshot where there is one. */
  void take(StreamContext stream, double[] point, double[] snapshot, double ofSnapshot) {
    reduced = snapshot != null;
    coefficient = ofSnapshot;
    int vectors = reduced ? 2 : 1;
    long length = point.length;
    wide[0] = stream.room(StreamContext.Scratch.POINT, vectors * length * Double.BYTES);
    narrow[0] = stream.room(StreamContext.Scratch.NARROW_POINT, vectors * length * realBytes);
    wide[1] = wide[0] + length * Double.BYTES;
    narrow[1] = narrow[0] + length * realBytes;
    stream.copyToDevice(point, wide[0]);
    if (reduced) {
      stream.synchronize(); // the pinned memory is used again
      stream.copyToDevice(snapshot, wide[1]);
    }
    sums.narrow(stream, wide[0], vectors * length, narrow[0]);
  }

  /** Computes the sums of a number of rows of one shard. */
  void sum(StreamContext stream, KernelRequest kernelRequest, int count, long to) {
    stream.zero(to, (layers.dimension() + 1L) * Double.BYTES);
    for (int skip = 0; skip < count; skip += MICRO_BATCH) {
      MicroBatch batch =
          new MicroBatch(stream, kernelRequest, skip, Math.min(MICRO_BATCH, count - skip), to);
      batch.gather();
      batch.run(0, 1, true);
      if (reduced) {
        batch.run(1, -coefficient, false);
      }
    }
  }

  private static int blocks(long count) {
    return (int) Math.max(1, Math.min(BLOCKS, (count + THREADS - 1) / THREADS));
  }

  /** Rows of a shard that go through the layers together. */
  private final class MicroBatch {
    private final StreamContext stream;
    private final KernelRequest kernelRequest;
    private final int skip;
    private final int count;
    private final long to;
    private final long input;
    private final long[] values = new long[layers.count()];
    private final long[] passed = new long[layers.count()];
    private final long gradient;
    private final long chunks;

    MicroBatch(StreamContext stream, KernelRequest kernelRequest, int skip, int count, long to) {
      this.stream = stream;
      this.kernelRequest = kernelRequest;
      this.skip = skip;
      this.count = count;
      this.to = to;
      input = stream.room(StreamContext.Scratch.ROWS, (long) MICRO_BATCH * rows.stride * realBytes);
      long numbers = 0;
      int widest = 1;
      for (int layer = 0; layer < layers.count(); layer++) {
        numbers += layers.outputs(layer);
        widest = Math.max(widest, layers.outputs(layer));
      }
      long at = stream.room(StreamContext.Scratch.SLOPES, 2 * numbers * MICRO_BATCH * realBytes);
      for (int layer = 0; layer < layers.count(); layer++) {
        values[layer] = at;
        at += (long) MICRO_BATCH * layers.outputs(layer) * realBytes;
        boolean last = layer == layers.count() - 1;
        passed[layer] = last ? values[layer] : at;
        at += last ? 0 : (long) MICRO_BATCH * layers.outputs(layer) * realBytes;
      }
      gradient =
          stream.room(StreamContext.Scratch.NARROW_SHARDS, (long) layers.dimension() * realBytes);
      chunks =
          stream.room(
              StreamContext.Scratch.CHUNKS,
              (long) (MICRO_BATCH / ROWS_OF_CHUNK) * (widest + 1) * Double.BYTES);
    }

    private Arguments request() {
      return kernelRequest.arguments(stream, shards, first, rows);
    }

    void gather() {
      request()
          .add(kernelRequest.shard())
          .add(skip)
          .add(count)
          .add(rows.valuesAt)
          .add(rows.stride)
          .add(input);
      stream.launch(gather, count, 1, 128, 1);
    }

    /** Adds the gradient at the point or the snapshot, times a factor, and maybe the losses. */
    void run(int vector, double factor, boolean addsLoss) {
      long weights = narrow[vector];
      long biases = wide[vector];
      int last = layers.count() - 1;
      for (int layer = 0; layer <= last; layer++) {
        forward(layer, weights);
        if (layer < last) {
          long numbers = (long) count * layers.outputs(layer);
          stream
              .arguments()
              .add(values[layer])
              .add(numbers)
              .add(layers.outputs(layer))
              .add(biases + (long) layers.biasesAt(layer) * Double.BYTES);
          stream.launch(activate.get(layer), blocks(numbers), 1, THREADS, 1);
        }
      }
      slopes(biases + (long) layers.biasesAt(last) * Double.BYTES, factor, addsLoss);
      for (int layer = last; layer >= 0; layer--) {
        backward(layer, weights);
        if (layer < last) {
          biasGradient(layer);
        }
      }
      weightGradients();
    }

    private void forward(int layer, long weights) {
      int in = layers.inputs(layer);
      int out = layers.outputs(layer);
      matrices.multiply(
          stream,
          CUBLAS_OP_T,
          CUBLAS_OP_N,
          out,
          count,
          in,
          weights + (long) layers.weightsAt(layer) * realBytes,
          in,
          below(layer),
          stride(layer),
          0,
          values[layer],
          out);
    }

    private long below(int layer) {
      return layer == 0 ? input : values[layer - 1];
    }

    private int stride(int layer) {
      return layer == 0 ? rows.stride : layers.inputs(layer);
    }

    private void slopes(long biases, double factor, boolean addsLoss) {
      int outputs = layers.outputs();
      int last = layers.count() - 1;
      int parts = LinearKernels.chunks(count, THREADS);
      request()
          .add(kernelRequest.shard())
          .add(skip)
          .add(count)
          .add(values[last])
          .add(biases)
          .add(rows.labelsAt)
          .add(rows.weightsAt)
          .add(factor)
          .add(KernelRequest.PLAIN)
          .add(0.0)
          .add(0)
          .add(chunks);
      stream.launch(slopes, parts, 1, THREADS, 1);
      addChunks(parts, outputs + 1, 0, outputs, layers.biasesAt(last));
      if (addsLoss) {
        addChunks(parts, outputs + 1, outputs, 1, layers.dimension());
      }
    }

    private void addChunks(int parts, int row, int column, int width, int place) {
      stream
          .arguments()
          .add(chunks)
          .add(parts)
          .add(row)
          .add(column)
          .add(width)
          .add(to + (long) place * Double.BYTES);
      stream.launch(addChunks, (width + COLUMNS - 1) / COLUMNS, 1, COLUMNS, 1);
    }

    /** Computes the gradient of a layer's weights, and the slopes of the layer below. */
    private void backward(int layer, long weights) {
      int in = layers.inputs(layer);
      int out = layers.outputs(layer);
      matrices.multiply(
          stream,
          CUBLAS_OP_N,
          CUBLAS_OP_T,
          in,
          out,
          count,
          below(layer),
          stride(layer),
          passed[layer],
          out,
          0,
          gradient + (long) layers.weightsAt(layer) * realBytes,
          in);
      if (layer == 0) {
        return;
      }
      matrices.multiply(
          stream,
          CUBLAS_OP_N,
          CUBLAS_OP_N,
          in,
          count,
          out,
          weights + (long) layers.weightsAt(layer) * realBytes,
          in,
          passed[layer],
          out,
          0,
          passed[layer - 1],
          in);
      long numbers = (long) count * in;
      stream.arguments().add(values[layer - 1]).add(numbers).add(passed[layer - 1]);
      stream.launch(derivative.get(layer - 1), blocks(numbers), 1, THREADS, 1);
    }

    private void biasGradient(int layer) {
      int width = layers.outputs(layer);
      int parts = (count + ROWS_OF_CHUNK - 1) / ROWS_OF_CHUNK;
      stream.arguments().add(passed[layer]).add(count).add(width).add(chunks);
      stream.launch(columnChunks, (width + COLUMNS - 1) / COLUMNS, parts, COLUMNS, 1);
      addChunks(parts, width, 0, width, layers.biasesAt(layer));
    }

    private void weightGradients() {
      for (int layer = 0; layer < layers.count(); layer++) {
        long numbers = (long) layers.inputs(layer) * layers.outputs(layer);
        stream
            .arguments()
            .add(gradient + (long) layers.weightsAt(layer) * realBytes)
            .add(numbers)
            .add(to + (long) layers.weightsAt(layer) * Double.BYTES);
        stream.launch(addReals, blocks(numbers), 1, THREADS, 1);
      }
    }
  }
}
