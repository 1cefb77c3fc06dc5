// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sparkoptim.core.PlainText;
import sparkoptim.torch.Pickle.Instance;
import sparkoptim.torch.Pickle.Stored;

/** A TorchScript file as far as it is understood without PyTorch: its classes and its tensors. */
final class ScriptModule {
  /** The method that is added to a module, to reach BatchNorm's statistics. */
  static final String STATISTICS = "sparkoptim_statistics";

  private static final String FLOATS = "FloatStorage";

  /**
   * What TorchScript offers beyond computing: files, and code from other libraries. Sources name
   * functions in full.
   */
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "\\b(torch\\.(save|from_file|load|package)\\b|ops\\.(?!aten\\.|prim\\.|quantized\\.)\\w+)");

  /** Functions that draw random numbers, or do where an argument says so. */
  private static final Pattern DRAWS =
      Pattern.compile(
          "\\b\\w*(dropout|rand|bernoulli|multinomial|uniform|normal|exponential|rrelu)\\w*\\("
              + "|torch\\.(lstm|gru|rnn_tanh|rnn_relu|scaled_dot_product_attention)\\(");

  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

  private final String file;
  private final ScriptArchive archive;
  private final Instance top;
  private final Map<String, Stored> parameters = new LinkedHashMap<>();
  private final List<Statistic> statistics = new ArrayList<>();

  /**
   * Running statistics of a batch normalization.
   *
   * @param path of its module, as {@code layer1.0.bn}
   */
  record Statistic(String path, Stored mean, Stored variance) {}

  /**
   * Looks at an archive.
   *
   * @param file its name, for errors
   * @throws IllegalArgumentException if it is damaged, or its code does more than compute
   */
  ScriptModule(ScriptArchive archive, String file) {
    this.archive = archive;
    this.file = file;
    forbid();
    try {
      top = (Instance) Pickle.read(archive.records().get(ScriptArchive.DATA));
      Map<String, Set<String>> declared = new HashMap<>();
      visit("", top, declared);
    } catch (RuntimeException e) {
      throw ScriptArchive.refused(file, "is damaged: " + Causes.line(e), e);
    }
  }

  private void forbid() {
    archive
        .records()
        .forEach(
            (name, record) -> {
              if (ScriptArchive.isCode(name)) {
                Matcher found = FORBIDDEN.matcher(source(record));
                if (found.find()) {
                  throw ScriptArchive.refused(
                      file,
                      PlainText.of(
                          "must compute only, and calls %s in its %s", found.group(), name),
                      null);
                }
              }
            });
  }

  private static String source(byte[] record) {
    return new String(record, StandardCharsets.UTF_8);
  }

  private void visit(String path, Instance module, Map<String, Set<String>> declared) {
    Set<String> trained =
        declared.computeIfAbsent(module.type(), type -> names(type, "__parameters__"));
    Map<String, Object> attributes = module.attributes();
    attributes.forEach(
        (name, value) -> {
          if (value instanceof Stored tensor) {
            numbersOf(tensor);
            if (tensor.gradient() && trained.contains(name)) {
              addParameter(path + name, tensor);
            }
          }
        });
    if (attributes.get("running_mean") instanceof Stored mean
        && attributes.get("running_var") instanceof Stored variance
        && mean.type().equals(FLOATS)) {
      statistics.add(
          new Statistic(
              path.isEmpty() ? "" : path.substring(0, path.length() - 1), mean, variance));
    }
    attributes.forEach(
        (name, value) -> {
          if (value instanceof Instance part) {
            visit(path + name + ".", part, declared);
          }
        });
  }

  private void addParameter(String name, Stored tensor) {
    if (!tensor.type().equals(FLOATS) || !tensor.isContiguous()) {
      throw new IllegalArgumentException(
          PlainText.of("parameter %s must be 32-bit floats in order, was %s", name, tensor.type()));
    }
    if (!parameters.containsValue(tensor)) { // one under two names is trained once
      parameters.put(name, tensor);
    }
  }

  /** Returns the source of a class's file. */
  private static String fileOf(String type) {
    return ScriptArchive.CODE + type.substring(0, type.lastIndexOf('.')).replace('.', '/') + ".py";
  }

  /** Returns where a class begins in its source, and where what follows it begins. */
  private int[] place(String type, String source) {
    String head = "class " + type.substring(type.lastIndexOf('.') + 1) + "(Module):";
    int from = source.indexOf(head);
    if (from < 0) {
      throw new IllegalArgumentException("its class " + type + " has no source");
    }
    int to = source.indexOf("\nclass ", from);
    return new int[] {from, to < 0 ? source.length() : to + 1};
  }

  private Set<String> names(String type, String list) {
    byte[] record = archive.records().get(fileOf(type));
    if (record == null) {
      throw new IllegalArgumentException("its class " + type + " has no source");
    }
    String source = source(record);
    int[] place = place(type, source);
    Set<String> names = new HashSet<>();
    Matcher declaration =
        Pattern.compile(list + " = \\[(.*?)\\]", Pattern.DOTALL)
            .matcher(source)
            .region(place[0], place[1]);
    if (declaration.find()) {
      Matcher quoted = Pattern.compile("\"([^\"]*)\"").matcher(declaration.group(1));
      while (quoted.find()) {
        names.add(quoted.group(1));
      }
    }
    return names;
  }

  /** Returns the trained parameters by their names in the module. */
  Map<String, Stored> parameters() {
    return parameters;
  }

  List<Statistic> statistics() {
    return statistics;
  }

  /** Returns whether it may draw random numbers in training. */
  boolean draws() {
    return archive.records().entrySet().stream()
        .anyMatch(
            record ->
                ScriptArchive.isCode(record.getKey())
                    && DRAWS.matcher(source(record.getValue())).find());
  }

  /** Returns a tensor's numbers. */
  float[] values(Stored tensor) {
    float[] values = new float[Math.toIntExact(tensor.count())];
    numbersOf(tensor).get(values);
    return values;
  }

  /** Returns a tensor's place in the archive; sizes that do not fit are an error. */
  private FloatBuffer numbersOf(Stored tensor) {
    byte[] record = archive.records().get("data/" + tensor.key());
    if (record == null) {
      throw new IllegalArgumentException("a tensor refers to a missing record " + tensor.key());
    }
    if (!tensor.type().equals(FLOATS) || !tensor.isContiguous()) {
      return FloatBuffer.allocate(0); // never trained: PyTorch checks it
    }
    long end = Math.addExact(tensor.offset(), tensor.count());
    if (tensor.offset() < 0 || tensor.count() < 0 || end > record.length / Float.BYTES) {
      throw new IllegalArgumentException(
          PlainText.of(
              "a tensor of %d numbers refers to a record of %d bytes",
              tensor.count(), record.length));
    }
    return ByteBuffer.wrap(record)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .slice((int) tensor.offset(), (int) tensor.count());
  }

  /** Returns the file with other numbers in some tensors. */
  byte[] with(Map<Stored, float[]> numbers) {
    Map<String, byte[]> changed = new HashMap<>();
    numbers.forEach(
        (tensor, values) -> {
          byte[] record =
              changed.computeIfAbsent(
                  "data/" + tensor.key(), name -> archive.records().get(name).clone());
          ByteBuffer.wrap(record)
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer()
              .put((int) tensor.offset(), values);
        });
    return archive.with(changed).write();
  }

  /**
   * Returns the file for training: with a method that shows the statistics, where there are any.
   */
  byte[] forTraining() {
    if (statistics.isEmpty()) {
      return archive.write();
    }
    String name = fileOf(top.type());
    String source = source(archive.records().get(name));
    int end = place(top.type(), source)[1];
    StringBuilder method = new StringBuilder();
    method
        .append("  def ")
        .append(STATISTICS)
        .append("(self: ")
        .append(top.type())
        .append(") -> List[Tensor]:\n    return [");
    for (Statistic statistic : statistics) {
      String module = path(statistic.path());
      method.append(module).append(".running_mean, ").append(module).append(".running_var, ");
    }
    method.setLength(method.length() - 2);
    method.append("]\n");
    String before = source.substring(0, end);
    String changed = before + (before.endsWith("\n") ? "" : "\n") + method + source.substring(end);
    return archive.with(Map.of(name, changed.getBytes(StandardCharsets.UTF_8))).write();
  }

  /** Returns an expression for a submodule; numbers are no names in Python. */
  private static String path(String path) {
    String expression = "self";
    for (String part : path.isEmpty() ? new String[0] : path.split("\\.")) {
      expression =
          NAME.matcher(part).matches()
              ? expression + "." + part
              : "getattr(" + expression + ", \"" + part + "\")";
    }
    return expression;
  }
}
