// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import sparkoptim.core.PlainText;
import sparkoptim.core.WeightsDigest;
import sparkoptim.core.data.CounterRandom;
import sparkoptim.core.network.NetworkInput;
import sparkoptim.core.network.NetworkPart;
import sparkoptim.core.network.NetworkParts;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.core.network.text.BatchNorm;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;
import sparkoptim.torch.Pickle.Stored;

/**
 * A network with its weights, as the bytes of a TorchScript file. Its trained parameters, one after
 * the other in the module's order, are the coordinates of a training. Immutable.
 */
public final class TorchNetwork implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Of the largest score; batches of one size have the same bits, nearly. */
  private static final double MOST_APART = 1e-3;

  /** The method that tells a module's own loss. */
  static final String LOSS = "loss";

  private static final long PATIENCE = TimeUnit.SECONDS.toMillis(TimeLimit.SECONDS);

  private static final String LOSSLESS =
      "has no method loss for loss = module: give it one, of its inputs and the labels, with"
          + " @torch.jit.export before it";

  private final String name;
  private final byte[] file;
  private final List<NetworkInput> inputs;
  private final NetworkParts parts;
  private final List<TextScript.Mask> masks;
  private final boolean draws;
  private final List<Integer> positions;
  private final List<Double> momenta;
  private final int statistics;
  private final int outputs;
  private final boolean loss;
  private transient String sha256;

  private TorchNetwork(
      String name,
      ScriptModule script,
      byte[] file,
      List<NetworkInput> inputs,
      List<TextScript.Mask> masks,
      List<Integer> positions,
      List<Double> momenta,
      boolean draws,
      long milliseconds) {
    this.draws = draws;
    this.name = name;
    this.file = file;
    this.inputs = List.copyOf(inputs);
    this.masks = List.copyOf(masks);
    parts = parts(script);
    if (parts.parameters().isEmpty()) {
      throw ScriptArchive.refused(
          name, "must have parameters that are trained (requires_grad), had none", null);
    }
    statistics = parts.statistics().stream().mapToInt(NetworkPart::count).sum();
    requireFinite(point(script));
    loss = script.arguments(LOSS) != null;
    outputs = tried(milliseconds);
    this.momenta = momenta == null ? BatchStatistics.momenta(this) : List.copyOf(momenta);
    this.positions = positions == null ? BatchStatistics.positions(this) : List.copyOf(positions);
  }

  private static NetworkParts parts(ScriptModule script) {
    NetworkParts.Builder parts = new NetworkParts.Builder();
    script.parameters().forEach((name, tensor) -> parts.parameter(name, tensor.sizes()));
    for (ScriptModule.Statistic statistic : script.statistics()) {
      String module = statistic.path().isEmpty() ? "" : statistic.path() + ".";
      parts.statistic(module + "running_mean", statistic.mean().sizes());
      parts.statistic(module + "running_var", statistic.variance().sizes());
    }
    return parts.parts();
  }

  /**
   * Makes the network of a text.
   *
   * @param seed that the initial weights are a pure function of
   * @throws IllegalArgumentException naming the first layer that does not fit its input
   */
  public static TorchNetwork of(NetworkText text, Shape input, long seed) {
    TextScript.Written written = TextScript.write(text, input, seed);
    String name = text.toString();
    return new TorchNetwork(
        name,
        new ScriptModule(written.archive(), name),
        written.archive().write(),
        one(input),
        written.masks(),
        written.positions(),
        Collections.nCopies(written.positions().size(), BatchNorm.MOMENTUM),
        false,
        PATIENCE);
  }

  /**
   * Reads a TorchScript file, as {@code torch.jit.save} writes it.
   *
   * @param bytes of the file
   * @param name of the file, for errors
   * @param input shape of one row
   * @throws IllegalArgumentException if it is damaged, does more than compute, has no parameters or
   *     some that are not finite, or does not take such rows
   */
  public static TorchNetwork read(byte[] bytes, String name, Shape input) {
    return read(bytes, name, one(input));
  }

  /**
   * Reads a TorchScript file, as {@code torch.jit.save} writes it, of several inputs.
   *
   * @param bytes of the file
   * @param name of the file, for errors
   * @param inputs in the order of the arguments of its forward
   * @throws IllegalArgumentException if it is damaged, does more than compute, has no parameters or
   *     some that are not finite, or does not take such rows
   */
  public static TorchNetwork read(byte[] bytes, String name, List<NetworkInput> inputs) {
    return read(bytes, name, inputs, PATIENCE);
  }

  /** Reads a file whose code must take no longer than some time for two rows. */
  static TorchNetwork read(
      byte[] bytes, String name, List<NetworkInput> inputs, long milliseconds) {
    ScriptModule script = new ScriptModule(ScriptArchive.read(bytes, name), name);
    requireArguments(script, name, "forward", inputs, 0);
    TorchNetwork network =
        new TorchNetwork(
            name,
            script,
            bytes.clone(),
            inputs,
            List.of(),
            null,
            null,
            script.draws(),
            milliseconds);
    network.requireRowsAlone();
    return network;
  }

  private static List<NetworkInput> one(Shape input) {
    return List.of(new NetworkInput("features", input, false));
  }

  /** A method's arguments must be tensors, one for each input; further ones may have defaults. */
  private static void requireArguments(
      ScriptModule script, String name, String method, List<NetworkInput> inputs, int more) {
    List<String> arguments = script.arguments(method);
    if (arguments == null) {
      throw ScriptArchive.refused(name, "has no method " + method, null);
    }
    int given = inputs.size() + more;
    long needed = arguments.stream().filter(argument -> !argument.contains("=")).count();
    if (given < needed || given > arguments.size()) {
      throw ScriptArchive.refused(
          name,
          PlainText.of(
              "has %s(%s), and gets %d inputs%s: inputCols must name a column for each",
              method,
              String.join(", ", arguments),
              inputs.size(),
              more > 0 ? " and labels" : " (" + NetworkInput.text(inputs) + ")"),
          null);
    }
    for (String argument : arguments.subList(0, given)) {
      if (!argument.matches("\\w+: (Tensor|Optional\\[Tensor\\])( ?=.*)?")) {
        throw ScriptArchive.refused(
            name, method + " must take tensors, and takes " + argument, null);
      }
    }
  }

  /** A row's scores must be its own: what is traced in training mode normalizes by its company. */
  private void requireRowsAlone() {
    try (TorchRunner runner = new TorchRunner(this, 4, false)) {
      float[] one = scores(runner, 1).clone();
      float[] other = scores(runner, 4);
      double scale = 0;
      double apart = 0;
      for (int i = 0; i < outputs; i++) {
        scale = Math.max(scale, Math.abs(one[i]));
        apart = Math.max(apart, Math.abs(one[i] - other[i]));
      }
      if (apart > MOST_APART * scale) {
        throw ScriptArchive.refused(
            name,
            "gives a row other scores beside other rows or at another time: save it by"
                + " torch.jit.script, or trace it in eval mode",
            null);
      }
    }
  }

  /** Two rows would not do: normalized by one another alone, all numbers are -1 and 1. */
  private float[] scores(TorchRunner runner, int second) {
    runner.clear();
    for (int key : new int[] {0, second, second + 1, second + 2}) {
      runner.add(
          IntStream.range(0, width()).mapToDouble(i -> CounterRandom.uniform(key, i)).toArray());
    }
    return runner.forward(0);
  }

  /** Returns the numbers that come out for a row: a batch's output must have a row for each. */
  private int tried(long milliseconds) {
    try {
      return TimeLimit.within(milliseconds, this::tried);
    } catch (TimeoutException e) {
      throw ScriptArchive.refused(
          name,
          PlainText.of(
              "takes more than %d s for two rows: does its forward end?",
              TimeUnit.MILLISECONDS.toSeconds(milliseconds)),
          e);
    }
  }

  private int tried() {
    try (TorchRunner runner = new TorchRunner(this, 2, false)) {
      runner.clear();
      runner.add(new double[width()]);
      runner.add(new double[width()]);
      return runner.forward(0).length / 2;
    }
  }

  /**
   * Tries the module's own loss on two rows.
   *
   * @throws IllegalArgumentException if it has none, or it fails
   */
  void tryLoss(NetworkTask.Loss form) {
    if (!loss) {
      throw ScriptArchive.refused(name, LOSSLESS, null);
    }
    requireArguments(new ScriptModule(ScriptArchive.read(file, name), name), name, LOSS, inputs, 1);
    try (TorchRunner runner = new TorchRunner(this, 2, false)) {
      runner.clear();
      runner.add(new double[width()]);
      runner.add(new double[width()]);
      runner.losses(new double[2], form, 0);
    }
  }

  private ScriptModule script() {
    return new ScriptModule(ScriptArchive.read(file, name), name);
  }

  /** Returns the layers, or the name of the file. */
  public String name() {
    return name;
  }

  /** Returns the shape of a row: flat where it has several inputs. */
  public Shape input() {
    return inputs.size() == 1 ? inputs.get(0).shape() : Shape.of(width());
  }

  /** Returns its inputs, in the order in which it takes them. */
  public List<NetworkInput> inputs() {
    return inputs;
  }

  /** Returns how many numbers a row has. */
  private int width() {
    return NetworkInput.width(inputs);
  }

  /** Returns whether its code tells a loss, by a method of that name. */
  public boolean hasLoss() {
    return loss;
  }

  /** Returns the numbers that come out for a row. */
  public int outputs() {
    return outputs;
  }

  /** Returns its tensors in their order. */
  public NetworkParts parts() {
    return parts;
  }

  /** Returns the number of parameters. */
  public int dimension() {
    return parts.dimension();
  }

  /** Returns the number of BatchNorm's running statistics. */
  public int statistics() {
    return statistics;
  }

  /** Returns whether the module may draw random numbers of PyTorch in training. */
  public boolean draws() {
    return draws;
  }

  /** Returns how many numbers of a channel a row has, for each batch normalization. */
  List<Integer> positions() {
    return positions;
  }

  /** Returns the momentum of each batch normalization; 0 for one whose statistics stay. */
  List<Double> momenta() {
    return momenta;
  }

  /** Returns whether a batch normalization follows its rows, and is no constant of a file. */
  boolean normalizes() {
    return momenta.stream().anyMatch(momentum -> momentum > 0);
  }

  /** Returns whether there is a batch normalization that has one number of a row alone. */
  boolean needsCompany() {
    return IntStream.range(0, momenta.size())
        .anyMatch(layer -> momenta.get(layer) > 0 && positions.get(layer) == 1);
  }

  List<TextScript.Mask> masks() {
    return masks;
  }

  /** Returns the bytes of the TorchScript file, which {@code torch.jit.load} reads. */
  public byte[] file() {
    return file.clone();
  }

  /** Returns the SHA-256 of the file. */
  String sha256() {
    if (sha256 == null) {
      try {
        sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
    return sha256;
  }

  /** Returns the file as a runner loads it. */
  byte[] fileForTraining() {
    return script().forTraining();
  }

  /** Returns the parameters. */
  public double[] point() {
    return point(script());
  }

  private double[] point(ScriptModule script) {
    double[] point = new double[dimension()];
    for (NetworkPart part : parts.parameters()) {
      float[] values = script.values(script.parameters().get(part.name()));
      for (int i = 0; i < values.length; i++) {
        point[part.from() + i] = values[i];
      }
    }
    return point;
  }

  private void requireFinite(double[] point) {
    for (NetworkPart part : parts.parameters()) {
      for (int i = 0; i < part.count(); i++) {
        if (!Double.isFinite(point[part.from() + i])) {
          throw ScriptArchive.refused(
              name,
              PlainText.of(
                  "must have finite weights, and number %d of %s is %s",
                  i, part.name(), point[part.from() + i]),
              null);
        }
      }
    }
  }

  /** Returns means and variances of the layers in their order, as the file has them. */
  public double[] statisticValues() {
    ScriptModule script = script();
    double[] values = new double[statistics];
    int at = 0;
    for (ScriptModule.Statistic statistic : script.statistics()) {
      for (Stored tensor : List.of(statistic.mean(), statistic.variance())) {
        for (float value : script.values(tensor)) {
          values[at++] = value;
        }
      }
    }
    return values;
  }

  /**
   * Returns the same network with other numbers, rounded to floats.
   *
   * @param point the parameters
   * @param statisticValues BatchNorm's statistics; empty for those that it has, which stay where a
   *     layer does not follow its rows
   */
  public TorchNetwork with(double[] point, double[] statisticValues) {
    if (point.length != dimension()) {
      throw new IllegalArgumentException(
          PlainText.of(
              "network: point must have %d coordinates, had %d", dimension(), point.length));
    }
    ScriptModule script = script();
    Map<Stored, float[]> numbers = new LinkedHashMap<>();
    for (NetworkPart part : parts.parameters()) {
      numbers.put(script.parameters().get(part.name()), floats(point, part.from(), part.count()));
    }
    if (statisticValues.length > 0) {
      int at = 0;
      int layer = 0;
      for (ScriptModule.Statistic statistic : script.statistics()) {
        boolean follows = momenta.get(layer++) > 0;
        for (Stored tensor : List.of(statistic.mean(), statistic.variance())) {
          int count = Math.toIntExact(tensor.count());
          if (follows) {
            numbers.put(tensor, floats(statisticValues, at, count));
          }
          at += count;
        }
      }
    }
    byte[] changed = script.with(numbers);
    return new TorchNetwork(
        name,
        new ScriptModule(ScriptArchive.read(changed, name), name),
        changed,
        inputs,
        masks,
        positions,
        momenta,
        draws,
        PATIENCE);
  }

  private static float[] floats(double[] values, int from, int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) values[from + i];
    }
    return floats;
  }

  /** Returns for every coordinate whether it belongs to a matrix or a filter. */
  boolean[] matrices() {
    boolean[] matrices = new boolean[dimension()];
    for (NetworkPart part : parts.parameters()) {
      Arrays.fill(matrices, part.from(), part.from() + part.count(), part.isMatrix());
    }
    return matrices;
  }

  /** Returns where the parameters of each module begin, and the dimension after the last. */
  int[] layerStarts() {
    List<Integer> starts = new ArrayList<>();
    String before = null;
    for (NetworkPart part : parts.parameters()) {
      String module = part.module();
      if (!module.equals(before)) {
        starts.add(part.from());
      }
      before = module;
    }
    starts.add(dimension());
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Returns the SHA-256 of the parameters and then of the statistics. */
  public String weightsSha256() {
    return WeightsDigest.sha256(point(), statisticValues());
  }

  /** Returns a description for checkpoints: the network, its parts and its shape. */
  String description() {
    StringBuilder text = new StringBuilder(name);
    parts.parameters().forEach(part -> text.append(", ").append(part.name()).append(part.sizes()));
    String rows =
        inputs.size() == 1 && !inputs.get(0).whole()
            ? ", input " + input()
            : ", inputs " + NetworkInput.text(inputs);
    return text.append(rows).toString();
  }
}
