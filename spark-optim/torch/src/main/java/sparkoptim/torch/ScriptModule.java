// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
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
  private static final String CONSTANTS = "constants.pkl";
  private static final int DEEPEST = 200;

  /**
   * What TorchScript offers beyond computing: files, and code from other libraries. Sources name
   * functions in full.
   */
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          // Whatever a function is reached by: an alias, getattr, white space.
          "\\b(?:save|from_file|load|rpc_\\w+|\\w*tensor_unsafe)\\b"
              + "|\\btorch\\s*\\.\\s*(?:package|classes(?!\\.quantized\\.))\\b"
              // Libraries of functions: these alone, and by no other name. self.ops is none.
              + "|(?<![.\\w\"'])ops\\b(?!\\.(?:aten|prim|quantized)\\.\\w|\\s*:)(?:\\s*\\.\\s*\\w+)?");

  /** What makes it hard to say where strings end. */
  private static final Pattern UNCLEAR = Pattern.compile("\"\"\"|'''|#|\\\\[\"'\\\\\r\n]");

  /** A string, those of a single word first. */
  private static final Pattern STRING =
      Pattern.compile("(\"\\w*+\"|'\\w*+')|\"[^\"\r\n]*+\"|'[^'\r\n]*+'");

  /** A name within a string that is not written as it is. */
  private static final Pattern ESCAPED = Pattern.compile("\\\\[0-7xXuUN]");

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
  private final List<Stored> counters = new ArrayList<>();
  private final Set<Instance> visited = identities();

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
      top = (Instance) read(ScriptArchive.DATA, "data/");
      if (archive.records().containsKey(CONSTANTS)) {
        read(CONSTANTS, "constants/");
      }
      visit("", top, new HashMap<>(), identities());
    } catch (RuntimeException | StackOverflowError e) {
      throw ScriptArchive.refused(file, "is damaged: " + Causes.line(e), e);
    }
  }

  private static Set<Instance> identities() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private Object read(String pickle, String folder) {
    return Pickle.read(archive.records().get(pickle), key -> archive.records().get(folder + key));
  }

  private void forbid() {
    archive
        .records()
        .forEach(
            (name, record) -> {
              if (ScriptArchive.isCode(name)) {
                String source = source(record);
                Matcher found = FORBIDDEN.matcher(withoutProse(source));
                if (found.find()) {
                  throw ScriptArchive.refused(
                      file,
                      PlainText.of(
                          "must compute only, and has %s in its %s",
                          found.group().replaceAll("\\s", ""), name),
                      null);
                }
                if (source.contains("getattr") && ESCAPED.matcher(source).find()) {
                  throw ScriptArchive.refused(
                      file, "must name attributes plainly, and has escapes in its " + name, null);
                }
              }
            });
  }

  /** Returns a source without strings that are no names, such as messages of errors. */
  private static String withoutProse(String source) {
    return UNCLEAR.matcher(source).find()
        ? source
        : STRING.matcher(source).replaceAll(string -> string.group(1) == null ? "''" : "$1");
  }

  private static String source(byte[] record) {
    return new String(record, StandardCharsets.UTF_8);
  }

  private void visit(
      String path, Instance module, Map<String, Set<String>> declared, Set<Instance> above) {
    if (above.size() == DEEPEST || !above.add(module)) {
      throw new IllegalArgumentException(
          "its module " + module.type() + " contains itself, or modules too deep");
    }
    if (visited.add(module)) { // one under two names is there once
      visitNew(path, module, declared, above);
    }
    above.remove(module);
  }

  private void visitNew(
      String path, Instance module, Map<String, Set<String>> declared, Set<Instance> above) {
    Set<String> trained =
        declared.computeIfAbsent(module.type(), type -> names(type, "__parameters__"));
    Map<String, Object> attributes = module.attributes();
    attributes.forEach(
        (name, value) -> {
          if (value instanceof Stored tensor) {
            if (tensor.gradient() && trained.contains(name)) {
              addParameter(path + name, tensor);
            }
          }
        });
    if (attributes.get("running_mean") instanceof Stored mean
        && attributes.get("running_var") instanceof Stored variance
        && mean.count() > 0
        && isFloats(mean)
        && isFloats(variance)) {
      statistics.add(
          new Statistic(
              path.isEmpty() ? "" : path.substring(0, path.length() - 1), mean, variance));
      if (attributes.get("num_batches_tracked") instanceof Stored counter && counter.count() == 1) {
        counters.add(counter);
      }
    }
    attributes.forEach(
        (name, value) -> {
          if (value instanceof Instance part) {
            visit(path + name + ".", part, declared, above);
          }
        });
  }

  private static boolean isFloats(Stored tensor) {
    return tensor.type().equals(FLOATS) && tensor.isContiguous();
  }

  private void addParameter(String name, Stored tensor) {
    if (!isFloats(tensor)) {
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

  /**
   * Returns the arguments of a method of the module behind self, as {@code x: Tensor}.
   *
   * @return null if it has no such method
   */
  List<String> arguments(String method) {
    byte[] record = archive.records().get(fileOf(top.type()));
    if (record == null) {
      return null;
    }
    String source = source(record);
    int[] place = place(top.type(), source);
    Matcher found =
        Pattern.compile("\\n  def " + method + "\\(self\\b([^()]*(?:\\([^()]*\\)[^()]*)*)\\) ->")
            .matcher(source)
            .region(place[0], place[1]);
    if (!found.find()) {
      return null;
    }
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    int from = 0;
    String list = found.group(1) + ",";
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      depth += c == '[' || c == '(' ? 1 : c == ']' || c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        arguments.add(list.substring(from, i).strip().replaceAll("\\s+", " "));
        from = i + 1;
      }
    }
    return arguments.subList(1, arguments.size()); // the first is self's own type
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
    ByteBuffer.wrap(archive.records().get("data/" + tensor.key()))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get((int) tensor.offset(), values);
    return values;
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
   * Returns the file for training: with a method that shows the statistics, where there are any,
   * and no batches counted, so that a momentum that depends on them shows.
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
    Map<String, byte[]> records = new HashMap<>();
    records.put(name, changed.getBytes(StandardCharsets.UTF_8));
    for (Stored counter : counters) {
      int from = Math.toIntExact(counter.offset() * counter.width());
      byte[] record =
          records.computeIfAbsent(
              "data/" + counter.key(), key -> archive.records().get(key).clone());
      Arrays.fill(record, from, from + counter.width(), (byte) 0);
    }
    return archive.with(records).write();
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
