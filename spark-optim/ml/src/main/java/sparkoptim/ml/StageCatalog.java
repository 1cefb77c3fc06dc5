// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.Matrix;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import sparkoptim.core.network.LabelScale;

/**
 * Prints the params of every stage and of its model as JSON: name, type, documentation, default.
 * The classes of the Python package are generated from it.
 */
public final class StageCatalog {
  /** The name of each type of param; any other is text. */
  private static final Map<Class<?>, String> TYPES =
      Map.of(
          IntParam.class, "int",
          LongParam.class, "long",
          DoubleParam.class, "double",
          BooleanParam.class, "boolean",
          DoubleArrayParam.class, "doubles",
          IntArrayParam.class, "ints",
          StringArrayParam.class, "texts");

  /** What methods return that have a plain param of another type than text. */
  private static final Map<String, String> GENERIC =
      Map.of(
          Param.class.getName() + "<" + Matrix.class.getName() + ">", "matrix",
          Param.class.getName() + "<" + Vector.class.getName() + ">", "vector");

  private static final String TEXT = "text";

  private StageCatalog() {}

  /** A stage with a model of it whose numbers do not matter. */
  private record Entry(Estimator<?> stage, Model<?> model) {}

  /** The stages that Python has. */
  private static List<Entry> entries() {
    LinearWeights any = new LinearWeights(new double[1], new double[1]);
    return List.of(
        new Entry(
            new LogisticRegression(), LogisticRegressionModel.certain("model", 0, 2, false, 1)),
        new Entry(new LinearRegression(), new LinearRegressionModel("model", any, 1)),
        new Entry(new LinearSVC(), new LinearSVCModel("model", any)),
        new Entry(new PoissonRegression(), new PoissonRegressionModel("model", any)),
        new Entry(
            new MultilayerPerceptronClassifier(),
            new MultilayerPerceptronClassificationModel("model", null, 2)),
        new Entry(
            new MultilayerPerceptronRegressor(),
            new MultilayerPerceptronRegressionModel("model", null, LabelScale.NONE)),
        new Entry(new NetworkClassifier(), new NetworkClassificationModel("model", null, 2)),
        new Entry(
            new NetworkRegressor(), new NetworkRegressionModel("model", null, LabelScale.NONE)));
  }

  /**
   * Prints the catalog to standard output.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    System.out.println(json());
  }

  /** Returns the catalog: an array with an object for each stage. */
  static String json() {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode stages = mapper.createArrayNode();
    for (Entry entry : entries()) {
      ObjectNode stage = stages.addObject();
      describe(stage, entry.stage());
      describe(stage.putObject("model"), entry.model());
    }
    try {
      return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(stages);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree of texts and numbers can be written
    }
  }

  /** A plain {@code Param<T>} does not know T; the method that returns it does. */
  private static String type(Params owner, Param<?> param) {
    try {
      String returned =
          owner.getClass().getMethod(param.name()).getGenericReturnType().getTypeName();
      return TYPES.getOrDefault(param.getClass(), GENERIC.getOrDefault(returned, TEXT));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e); // Spark finds params by these methods
    }
  }

  private static void describe(ObjectNode node, Params owner) {
    node.put("name", owner.getClass().getSimpleName());
    ArrayNode params = node.putArray("params");
    for (Param<?> param : owner.params()) {
      ObjectNode described = params.addObject();
      described.put("name", param.name());
      described.put("type", type(owner, param));
      described.put("doc", param.doc());
      if (owner.hasDefault(param)) {
        described.putPOJO("default", owner.getDefault(param).get());
      }
    }
  }
}
