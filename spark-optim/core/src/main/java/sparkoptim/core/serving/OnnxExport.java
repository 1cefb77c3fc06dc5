// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.serving;

import java.util.List;

/**
 * Linear models in ONNX's format, of its plain operators in double precision: those of ONNX-ML know
 * single precision only. The input {@code features} has a row per example; the outputs are {@code
 * prediction}, of classes whole numbers, and {@code probability} or {@code margin} where a class is
 * predicted.
 */
public final class OnnxExport {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 13;
  private static final int INT64 = 7;
  private static final int DOUBLE = 11;

  /** A certain class: infinities would give no number in a softmax. */
  private static final double CERTAIN = 1e300;

  private final ProtobufWriter graph = new ProtobufWriter();
  private final LinearNumbers numbers;

  private OnnxExport(LinearNumbers numbers) {
    this.numbers = numbers;
  }

  /**
   * Returns a model as the bytes of an ONNX file.
   *
   * @param name of the graph
   */
  public static byte[] bytes(LinearNumbers numbers, String name) {
    return new OnnxExport(numbers).model(name);
  }

  private byte[] model(String name) {
    int rows = numbers.rows();
    graph.text(2, name);
    initializer("coefficients", transposed(), numbers.features(), rows);
    initializer("intercepts", finite(numbers.intercepts()), rows);
    node("MatMul", "product", "features", "coefficients");
    node("Add", "margins", "product", "intercepts");
    graph.message(11, value("features", DOUBLE, numbers.features()));
    switch (numbers.kind()) {
      case REGRESSION -> flat("margins");
      case POISSON -> {
        node("Exp", "means", "margins");
        flat("means");
      }
      case MARGIN -> {
        above();
        node("Identity", "margin", "margins");
        graph.message(12, value("margin", DOUBLE, 1));
      }
      case LOGISTIC -> {
        above();
        initializer("one", new double[] {1});
        node("Sigmoid", "of1", "margins");
        node("Sub", "of0", "one", "of1");
        graph.message(
            1, nodeOf("Concat", "probability", "of0", "of1").message(5, integer("axis", 1)));
        graph.message(12, value("probability", DOUBLE, 2));
      }
      case SOFTMAX -> {
        largest();
        graph.message(
            1, nodeOf("Softmax", "probability", "margins").message(5, integer("axis", 1)));
        graph.message(12, value("probability", DOUBLE, rows));
      }
    }
    ProtobufWriter opset = new ProtobufWriter().text(1, "").number(2, OPSET);
    return new ProtobufWriter()
        .number(1, IR_VERSION)
        .text(2, "Spark Optim")
        .message(7, graph)
        .message(8, opset)
        .toByteArray();
  }

  /** One value per row, not a column. */
  private void flat(String column) {
    initializer("all", -1);
    node("Reshape", "prediction", column, "all");
    graph.message(12, value("prediction", DOUBLE));
  }

  private void above() {
    initializer("limit", new double[] {numbers.marginOfThreshold()});
    initializer("all", -1);
    node("Greater", "above", "margins", "limit");
    graph.message(1, nodeOf("Cast", "column", "above").message(5, integer("to", INT64)));
    node("Reshape", "prediction", "column", "all");
    graph.message(12, value("prediction", INT64));
  }

  private void largest() {
    String scores = "margins";
    double[] thresholds = numbers.thresholds();
    if (thresholds.length > 0) {
      double[] logarithms = new double[thresholds.length];
      for (int k = 0; k < logarithms.length; k++) {
        logarithms[k] = Math.log(thresholds[k]);
      }
      initializer("shifts", finite(logarithms), logarithms.length);
      node("Sub", "scores", "margins", "shifts");
      scores = "scores";
    }
    graph.message(
        1,
        nodeOf("ArgMax", "prediction", scores)
            .message(5, integer("axis", 1))
            .message(5, integer("keepdims", 0)));
    graph.message(12, value("prediction", INT64));
  }

  private double[] transposed() {
    int rows = numbers.rows();
    double[] columns = new double[numbers.coefficients().length];
    for (int k = 0; k < rows; k++) {
      for (int j = 0; j < numbers.features(); j++) {
        columns[j * rows + k] = numbers.coefficients()[k * numbers.features() + j];
      }
    }
    return columns;
  }

  private static double[] finite(double[] values) {
    double[] finite = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      finite[i] = Math.max(-CERTAIN, Math.min(CERTAIN, values[i]));
    }
    return finite;
  }

  private void initializer(String name, double[] values, int... dimensions) {
    ProtobufWriter tensor = new ProtobufWriter();
    for (int dimension : dimensions) {
      tensor.number(1, dimension);
    }
    tensor.number(2, DOUBLE).text(8, name).bytes(9, ProtobufWriter.littleEndian(values));
    graph.message(5, tensor);
  }

  /** A vector of one whole number. */
  private void initializer(String name, long value) {
    graph.message(
        5, new ProtobufWriter().number(1, 1).number(2, INT64).number(7, value).text(8, name));
  }

  private void node(String operator, String output, String... inputs) {
    graph.message(1, nodeOf(operator, output, inputs));
  }

  private static ProtobufWriter nodeOf(String operator, String output, String... inputs) {
    ProtobufWriter node = new ProtobufWriter();
    List.of(inputs).forEach(input -> node.text(1, input));
    return node.text(2, output).text(3, output).text(4, operator);
  }

  private static ProtobufWriter integer(String name, long value) {
    return new ProtobufWriter().text(1, name).number(3, value).number(20, 2);
  }

  /** What goes in or out: a row, or a number, per example. */
  private static ProtobufWriter value(String name, int type, int... width) {
    ProtobufWriter shape =
        new ProtobufWriter().message(1, new ProtobufWriter().text(2, "examples"));
    for (int dimension : width) {
      shape.message(1, new ProtobufWriter().number(1, dimension));
    }
    ProtobufWriter tensor = new ProtobufWriter().number(1, type).message(2, shape);
    return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
  }
}
