// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.param.shared.HasWeightCol;
import sparkoptim.core.network.FrozenParts;
import sparkoptim.core.network.NetworkBackends;
import sparkoptim.core.network.text.NetworkText;

/** Params of network stages and their models beyond {@link OptimParams}. */
public interface NetworkParams extends ValidationParams, OptimParams, HasWeightCol {
  /** The loss that a module's own code tells. */
  String MODULE = "module";

  /** The params: the name, default, documentation and check of each. */
  final class NetworkGroup {
    static final ParamSpec<Param<String>> NETWORK =
        ParamSpec.text(
            "network",
            "perceptron",
            "layers, as in conv(6, 5) tanh pool(2) dense(10), a name ("
                + String.join(", ", NetworkText.NAMES.stream().sorted().toList())
                + "), or the file of a TorchScript or BigDL module",
            NetworkGroup::isNetwork);
    static final ParamSpec<IntArrayParam> INPUT_SHAPE =
        ParamSpec.integers(
            "inputShape",
            new int[0],
            "shape of one row for the network, as in [1, 28, 28]; empty to let the network and"
                + " the number of features decide",
            sizes -> Arrays.stream(sizes).allMatch(size -> size >= 1));
    static final ParamSpec<StringArrayParam> INPUT_COLS =
        ParamSpec.unsetTexts(
            "inputCols",
            "columns of numbers, vectors or arrays that the network takes, in its order, in place"
                + " of featuresCol",
            columns -> Arrays.stream(columns).allMatch(name -> name != null && !name.isEmpty()));
    static final ParamSpec<Param<String>> INPUT_SHAPES =
        ParamSpec.text(
            "inputShapes",
            "",
            "shapes of one row of each of inputCols, as in [1, 28, 28], [16]; [] or none for those"
                + " that the column tells",
            text -> InputShapes.parse(text) != null);
    static final ParamSpec<Param<String>> LOSS =
        ParamSpec.choice(
            "loss",
            "auto",
            "auto for the cross entropy of classes or the squared error of numbers, or module for"
                + " what the method loss of a TorchScript file says",
            List.of("auto", MODULE));
    static final ParamSpec<BooleanParam> ALLOW_JAVA_SERIALIZATION =
        ParamSpec.flag(
            "allowJavaSerialization",
            false,
            "whether network may be a file of Java's serialized objects, as BigDL's old save"
                + " wrote");

    static final ParamSpec<Param<String>> BACKEND =
        ParamSpec.text(
            "backend",
            NetworkBackends.AUTO,
            "what computes the network: torch, bigdl, core, or auto for the first of them that is on"
                + " the class path and has its layers");

    static final ParamSpec<BooleanParam> DECAY_BIASES =
        ParamSpec.flag(
            "decayBiases",
            false,
            "whether the weight decay of optimMethod takes from biases and scales, too");

    static final ParamSpec<Param<String>> FROZEN =
        ParamSpec.text(
            "frozen",
            "",
            "parts of the network that training leaves alone: names with commas between, * for any"
                + " text, ! before those that are trained all the same, as in *, !dense9",
            text -> FrozenParts.parse(text) != null);

    /**
     * All of them, and two of the training with other defaults: a network is trained for a while,
     * and looking for convergence costs whole passes.
     */
    static final List<ParamSpec<?>> ALL =
        List.of(
            NETWORK,
            INPUT_SHAPE,
            INPUT_COLS,
            INPUT_SHAPES,
            LOSS,
            ALLOW_JAVA_SERIALIZATION,
            BACKEND,
            DECAY_BIASES,
            LinearParams.LinearGroup.WEIGHT_COL,
            ValidationGroup.VALIDATION_INDICATOR_COL,
            ValidationGroup.PATIENCE,
            FROZEN,
            OptimParams.Group.MAX_ITER.withDefault(20),
            OptimParams.Group.TOL.withDefault(0.0));

    private NetworkGroup() {}

    /** A file is looked at when it is needed: a stage may be set up elsewhere. */
    private static boolean isNetwork(String text) {
      if (!NetworkText.isFile(text)) {
        NetworkText.parse(text, 1);
      }
      return true;
    }
  }

  /**
   * Param for the network. Default perceptron.
   *
   * @return the param
   */
  default Param<String> network() {
    return paramTable().get(NetworkGroup.NETWORK);
  }

  /**
   * Param for the shape of one row. Default empty: network and features decide.
   *
   * @return the param
   */
  default IntArrayParam inputShape() {
    return paramTable().get(NetworkGroup.INPUT_SHAPE);
  }

  /**
   * Param for the columns that the network takes. Default unset: the column of features.
   *
   * @return the param
   */
  default StringArrayParam inputCols() {
    return paramTable().get(NetworkGroup.INPUT_COLS);
  }

  /**
   * Param for the shapes of one row of each of these columns. Default empty: the columns tell.
   *
   * @return the param
   */
  default Param<String> inputShapes() {
    return paramTable().get(NetworkGroup.INPUT_SHAPES);
  }

  /**
   * Param for the loss: auto, or module. Default auto.
   *
   * @return the param
   */
  default Param<String> loss() {
    return paramTable().get(NetworkGroup.LOSS);
  }

  /**
   * Param for whether files of serialized objects are read. Default false.
   *
   * @return the param
   */
  default BooleanParam allowJavaSerialization() {
    return paramTable().get(NetworkGroup.ALLOW_JAVA_SERIALIZATION);
  }

  /**
   * Param for whether a method's weight decay takes from biases and scales. Default false.
   *
   * @return the param
   */
  default BooleanParam decayBiases() {
    return paramTable().get(NetworkGroup.DECAY_BIASES);
  }

  /**
   * Param for what computes the network. Default auto.
   *
   * @return the param
   */
  default Param<String> backend() {
    return paramTable().get(NetworkGroup.BACKEND);
  }

  /**
   * Param for the column of row weights. Default unset: every weight is 1.
   *
   * @return the param
   */
  @Override
  default Param<String> weightCol() {
    return paramTable().get(LinearParams.LinearGroup.WEIGHT_COL);
  }

  /**
   * Param for the parts that training leaves alone. Default empty: all are trained.
   *
   * @return the param
   */
  default Param<String> frozen() {
    return paramTable().get(NetworkGroup.FROZEN);
  }

  /** Returns the column of row weights. */
  @Override
  default String getWeightCol() {
    return getOrDefault(weightCol());
  }

  /** Returns the parts that training leaves alone. */
  default String getFrozen() {
    return getOrDefault(frozen());
  }

  /** What Spark's trait would set: the params here come from the table. */
  @Override
  default void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> param) {}

  /** Returns what computes the network: torch, bigdl, core or auto. */
  default String getBackend() {
    return getOrDefault(backend());
  }

  /** Returns whether a method's weight decay takes from biases and scales. */
  default boolean getDecayBiases() {
    return (boolean) getOrDefault(decayBiases());
  }

  /** Returns the network: layers, a name, or a file. */
  default String getNetwork() {
    return getOrDefault(network());
  }

  /** Returns the shape of one row; empty if network and features decide. */
  default int[] getInputShape() {
    return getOrDefault(inputShape()).clone();
  }

  /** Returns the columns that the network takes, in its order. */
  default String[] getInputCols() {
    return getOrDefault(inputCols()).clone();
  }

  /** Returns the columns that the network takes; none where it takes the column of features. */
  default String[] namedInputs() {
    return isDefined(inputCols()) ? getInputCols() : new String[0];
  }

  /** Returns the shapes of one row of each of these columns, as a text. */
  default String getInputShapes() {
    return getOrDefault(inputShapes());
  }

  /** Returns the loss: auto, or module. */
  default String getLoss() {
    return getOrDefault(loss());
  }

  /** Returns whether files of serialized objects are read. */
  default boolean getAllowJavaSerialization() {
    return (boolean) getOrDefault(allowJavaSerialization());
  }
}
