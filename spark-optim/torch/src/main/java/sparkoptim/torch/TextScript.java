// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.text.ActivationLayer;
import sparkoptim.core.network.text.Attention;
import sparkoptim.core.network.text.BatchNorm;
import sparkoptim.core.network.text.Convolution;
import sparkoptim.core.network.text.Dense;
import sparkoptim.core.network.text.Dropout;
import sparkoptim.core.network.text.Embedding;
import sparkoptim.core.network.text.InitialWeights;
import sparkoptim.core.network.text.Layer;
import sparkoptim.core.network.text.Layer.Following;
import sparkoptim.core.network.text.LayerNorm;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.NetworkText.PlacedLayer;
import sparkoptim.core.network.text.Pool;
import sparkoptim.core.network.text.Recurrent;
import sparkoptim.core.network.text.Residual;
import sparkoptim.core.network.text.Scale;
import sparkoptim.core.network.text.Shape;
import sparkoptim.torch.Pickle.Instance;
import sparkoptim.torch.Pickle.Stored;

/**
 * Writes a network's text as a TorchScript file, so that texts and files are the same thing from
 * there on. Layers with weights are submodules {@code conv1}, {@code dense7}, by their place in the
 * text. Where the text has dropout, a second method takes the masks as inputs.
 */
final class TextScript {
  /** The method that takes masks behind the input. */
  static final String MASKED = "sparkoptim_masked";

  private static final String PACKAGE = "__torch__.sparkoptim.";
  private static final long ALL = Long.MAX_VALUE;

  /**
   * A dropout.
   *
   * @param size numbers of a row
   * @param probability that one is left out
   * @param shape of a row
   */
  record Mask(int size, double probability, Shape shape) implements java.io.Serializable {}

  private final InitialWeights weights;
  private final Map<String, Object> attributes = new LinkedHashMap<>();
  private final Map<String, List<String>> classes = new LinkedHashMap<>();
  private final Map<String, byte[]> tensors = new LinkedHashMap<>();
  private final StringBuilder plain = new StringBuilder();
  private final StringBuilder masked = new StringBuilder();
  private final List<Mask> masks = new ArrayList<>();
  private final List<Integer> positions = new ArrayList<>();

  private TextScript(long seed) {
    weights = new InitialWeights(seed);
  }

  /**
   * A file, the dropouts of its masked method, and how many numbers of a channel a row has in each
   * batch normalization.
   */
  record Written(ScriptArchive archive, List<Mask> masks, List<Integer> positions) {}

  /**
   * Returns a file.
   *
   * @param seed of the initial weights
   * @throws IllegalArgumentException naming the first layer that does not fit its input
   */
  static Written write(NetworkText text, Shape input, long seed) {
    TextScript script = new TextScript(seed);
    script.attributes.put("training", true);
    int number = 0;
    for (PlacedLayer placed : text.placed(input)) {
      number++;
      script.add(placed, number);
    }
    return new Written(script.archive(), script.masks, script.positions);
  }

  private ScriptArchive archive() {
    Map<String, byte[]> records = new LinkedHashMap<>();
    records.put(
        ScriptArchive.DATA, PickleWriter.write(new Instance(PACKAGE + "Network", attributes)));
    records.put("code/__torch__/sparkoptim.py", source().getBytes(StandardCharsets.UTF_8));
    records.putAll(tensors);
    records.put("constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
    records.put("version", "10\n".getBytes(StandardCharsets.UTF_8));
    return new ScriptArchive("network/", records);
  }

  private String source() {
    StringBuilder source = new StringBuilder();
    classes.forEach(
        (name, members) -> {
          List<String> trained = members.stream().filter(m -> !m.startsWith("running")).toList();
          List<String> kept = members.stream().filter(m -> m.startsWith("running")).toList();
          source.append("class ").append(name).append("(Module):\n");
          source.append("  __parameters__ = [").append(quoted(trained)).append("]\n");
          source.append("  __buffers__ = [").append(quoted(kept)).append("]\n");
          members.forEach(member -> source.append("  ").append(member).append(" : Tensor\n"));
          source.append("  training : bool\n");
        });
    source.append("class Network(Module):\n  __parameters__ = []\n  __buffers__ = []\n");
    source.append("  training : bool\n");
    attributes.forEach(
        (name, value) -> {
          if (value instanceof Instance part) {
            source.append("  ").append(name).append(" : ").append(part.type()).append("\n");
          }
        });
    method(source, "forward", "", plain);
    if (!masks.isEmpty()) {
      StringBuilder inputs = new StringBuilder();
      IntStream.rangeClosed(1, masks.size())
          .forEach(i -> inputs.append(",\n    mask").append(i).append(": Tensor"));
      method(source, MASKED, inputs.toString(), masked);
    }
    return source.toString();
  }

  private static void method(
      StringBuilder source, String name, String inputs, StringBuilder statements) {
    source.append("  def ").append(name).append("(self: ").append(PACKAGE).append("Network,\n");
    source.append("    x: Tensor").append(inputs).append(") -> Tensor:\n");
    source.append(statements).append("    return x\n");
  }

  private static String quoted(List<String> names) {
    StringBuilder quoted = new StringBuilder();
    names.forEach(name -> quoted.append('"').append(name).append("\", "));
    return quoted.toString();
  }

  private void add(PlacedLayer placed, int number) {
    Layer layer = placed.layer();
    Shape input = placed.input();
    if (layer instanceof Convolution convolution) {
      convolution("conv" + number, convolution, input, placed.following());
    } else if (layer instanceof Dense dense) {
      dense("dense" + number, dense, input, placed.following());
    } else if (layer instanceof Pool pool) {
      pool(pool, input);
    } else if (layer instanceof BatchNorm) {
      batchNorm("batchnorm" + number, input);
    } else if (layer instanceof Residual residual) {
      residual("residual" + number, residual, input);
    } else if (layer instanceof Dropout dropout) {
      dropout(dropout, input);
    } else if (layer instanceof Scale scale) {
      let("torch.mul(x, " + scale.factor() + ")");
    } else if (layer instanceof ActivationLayer activation) {
      let("torch." + activation + "(x)");
    } else if (layer instanceof LayerNorm) {
      layerNorm("layernorm" + number, input);
    } else if (layer instanceof Embedding embedding) {
      embedding("embedding" + number, embedding);
    } else if (layer instanceof Recurrent recurrent) {
      recurrent(recurrent.kind() + String.valueOf(number), recurrent, input);
    } else if (layer instanceof Attention attention) {
      attention("attention" + number, attention, input);
    }
  }

  private void let(String expression) {
    let("x", expression);
  }

  private void let(String name, String expression) {
    String statement = "    " + name + " = " + expression + "\n";
    plain.append(statement);
    masked.append(statement);
  }

  private void convolution(String name, Convolution form, Shape input, Following following) {
    int kernel = form.kernel();
    int window = kernel * kernel;
    int count = form.outputs() * input.channels() * window;
    float[] drawn =
        weights.draw(count, input.channels() * window, form.outputs() * window, following.relu());
    Part part = new Part(name);
    part.put("weight", drawn, form.outputs(), input.channels(), kernel, kernel);
    if (!following.norm()) {
      part.put("bias", new float[form.outputs()], form.outputs());
    }
    let(
        PlainText.of(
            "torch.conv2d(x, self.%s.weight, %s, [%d, %d], [%d, %d], [1, 1], 1)",
            name,
            following.norm() ? "None" : "self." + name + ".bias",
            form.stride(),
            form.stride(),
            form.pad(),
            form.pad()));
    part.close();
  }

  private void dense(String name, Dense form, Shape input, Following following) {
    if (!input.isFlat()) {
      let("torch.flatten(x, 1, -1)");
    }
    int outputs = form.outputs();
    Part part = new Part(name);
    part.put(
        "weight",
        weights.draw(outputs * input.size(), input.size(), outputs, following.relu()),
        outputs,
        input.size());
    if (!following.norm()) {
      part.put("bias", new float[outputs], outputs);
    }
    let(
        PlainText.of(
            "torch.linear(x, self.%s.weight, %s)",
            name, following.norm() ? "None" : "self." + name + ".bias"));
    part.close();
  }

  private void pool(Pool pool, Shape input) {
    if (input.isSequence()) {
      let("torch.mean(x, [1], False)");
      return;
    }
    String sizes =
        PlainText.of(
            "[%d, %d], [%d, %d], [0, 0]",
            pool.windowHeight(input),
            pool.windowWidth(input),
            pool.strideDown(input),
            pool.strideRight(input));
    let(
        pool.average()
            ? "torch.avg_pool2d(x, " + sizes + ", False, True, None)"
            : "torch.max_pool2d(x, " + sizes + ", [1, 1], False)");
  }

  private void batchNorm(String name, Shape input) {
    int channels = input.channels();
    positions.add(input.size() / channels);
    Part part = new Part(name);
    part.put("weight", filled(channels, 1), channels);
    part.put("bias", new float[channels], channels);
    part.put("running_mean", new float[channels], channels);
    part.put("running_var", filled(channels, 1), channels);
    let(
        PlainText.of(
            "torch.batch_norm(x, self.%s.weight, self.%s.bias, self.%s.running_mean, self.%s.running_var, self.training, %s, %s, True)",
            name, name, name, name, BatchNorm.MOMENTUM, decimal(BatchNorm.EPSILON)));
    part.close();
  }

  private void residual(String name, Residual form, Shape input) {
    Shape output = form.output(input);
    String before = name + "_input";
    let(before, "x");
    convolution(name + "_conv1", form.first(), input, Following.NORM_RELU);
    batchNorm(name + "_batchnorm1", output);
    let("torch.relu(x)");
    convolution(name + "_conv2", form.second(), output, Following.NORM_RELU);
    batchNorm(name + "_batchnorm2", output);
    if (form.stride() > 1) {
      for (int dimension = 2; dimension <= 3; dimension++) {
        let(
            before,
            PlainText.of("torch.slice(%s, %d, 0, %d, %d)", before, dimension, ALL, form.stride()));
      }
    }
    int more = output.channels() - input.channels();
    if (more > 0) {
      let(before, PlainText.of("torch.constant_pad_nd(%s, [0, 0, 0, 0, 0, %d], 0.)", before, more));
    }
    let("torch.relu(torch.add(x, " + before + "))");
  }

  private void dropout(Dropout form, Shape input) {
    masks.add(new Mask(input.size(), form.probability(), input));
    plain
        .append("    x = torch.dropout(x, ")
        .append(form.probability())
        .append(", self.training)\n");
    masked.append("    x = torch.mul(x, mask").append(masks.size()).append(")\n");
  }

  private void layerNorm(String name, Shape input) {
    int width = input.sizes().get(input.sizes().size() - 1);
    Part part = new Part(name);
    part.put("weight", filled(width, 1), width);
    part.put("bias", new float[width], width);
    let(
        PlainText.of(
            "torch.layer_norm(x, [%d], self.%s.weight, self.%s.bias, %s, True)",
            width, name, name, decimal(LayerNorm.EPSILON)));
    part.close();
  }

  private void embedding(String name, Embedding form) {
    Part part = new Part(name);
    part.put(
        "weight",
        weights.uniform(form.words() * form.outputs(), Math.sqrt(3.0 / form.outputs())),
        form.words(),
        form.outputs());
    let("torch.embedding(self." + name + ".weight, torch.to(x, 4, False, False, None))");
    part.close();
  }

  private void recurrent(String name, Recurrent form, Shape input) {
    int features = input.sizes().get(1);
    int outputs = form.outputs();
    int sums = form.kind().gates() * outputs;
    double reach = 1 / Math.sqrt(outputs);
    Part part = new Part(name);
    part.put("weight_ih", weights.uniform(sums * features, reach), sums, features);
    part.put("weight_hh", weights.uniform(sums * outputs, reach), sums, outputs);
    part.put("bias_ih", new float[sums], sums);
    part.put("bias_hh", new float[sums], sums);
    String state = name + "_state";
    let(
        state,
        PlainText.of(
            "torch.zeros([1, torch.size(x, 0), %d], dtype=6, layout=None, device=torch.device(\"cpu\"), pin_memory=False)",
            outputs));
    boolean memory = form.kind() == Recurrent.Kind.LSTM;
    String call =
        PlainText.of(
            "torch.%s(x, %s, [self.%s.weight_ih, self.%s.weight_hh, self.%s.bias_ih, self.%s.bias_hh], True, 1, 0., self.training, False, True)",
            form.kind(), memory ? "[" + state + ", " + state + "]" : state, name, name, name, name);
    String last = name + "_last";
    let("x, " + last + (memory ? ", " + name + "_cell" : ""), call);
    if (form.sequence() == 0) {
      let("torch.select(x, 1, -1)");
    }
    part.close();
  }

  private void attention(String name, Attention form, Shape input) {
    int width = input.sizes().get(1);
    Part part = new Part(name);
    part.put("in_weight", weights.draw(3 * width * width, width, width, false), 3 * width, width);
    part.put("in_bias", new float[3 * width], 3 * width);
    part.put("out_weight", weights.draw(width * width, width, width, false), width, width);
    part.put("out_bias", new float[width], width);
    String all = name + "_all";
    int each = width / form.heads();
    let(all, PlainText.of("torch.linear(x, self.%s.in_weight, self.%s.in_bias)", name, name));
    String[] names = {"query", "key", "value"};
    for (int i = 0; i < names.length; i++) {
      let(
          name + "_" + names[i],
          PlainText.of(
              "torch.transpose(torch.reshape(torch.slice(%s, 2, %d, %d, 1), [torch.size(x, 0), torch.size(x, 1), %d, %d]), 1, 2)",
              all, i * width, (i + 1) * width, form.heads(), each));
    }
    String scores = name + "_scores";
    let(
        scores,
        PlainText.of(
            "torch.softmax(torch.mul(torch.matmul(%s_query, torch.transpose(%s_key, 2, 3)), %s), -1, None)",
            name, name, decimal(1 / Math.sqrt(each))));
    let(
        all,
        PlainText.of(
            "torch.reshape(torch.transpose(torch.matmul(%s, %s_value), 1, 2), [torch.size(x, 0), torch.size(x, 1), %d])",
            scores, name, width));
    let(
        PlainText.of(
            "torch.add(x, torch.linear(%s, self.%s.out_weight, self.%s.out_bias))",
            all, name, name));
    part.close();
  }

  private static String decimal(double value) {
    return String.valueOf(value).replace("E", "e");
  }

  private static float[] filled(int count, float value) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  /** A submodule while it is made: tensors, and the class that has them. */
  private final class Part {
    private final String name;
    private final Map<String, Object> members = new LinkedHashMap<>();

    Part(String name) {
      this.name = name;
    }

    void put(String member, float[] values, int... sizes) {
      String key = String.valueOf(tensors.size());
      byte[] record = new byte[Math.multiplyExact(values.length, Float.BYTES)];
      ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
      tensors.put("data/" + key, record);
      Long[] strides = new Long[sizes.length];
      long stride = 1;
      for (int i = sizes.length - 1; i >= 0; i--) {
        strides[i] = stride;
        stride *= sizes[i];
      }
      members.put(
          member,
          new Stored(
              key,
              "FloatStorage",
              0,
              IntStream.of(sizes).mapToObj(size -> (long) size).toList(),
              List.of(strides),
              !member.startsWith("running")));
    }

    void close() {
      List<String> names = List.copyOf(members.keySet());
      String type = null;
      for (Map.Entry<String, List<String>> known : classes.entrySet()) {
        type = known.getValue().equals(names) ? known.getKey() : type;
      }
      if (type == null) {
        type = "Part" + (classes.size() + 1);
        classes.put(type, names);
      }
      members.put("training", true);
      attributes.put(name, new Instance(PACKAGE + type, members));
    }
  }
}
