// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;
import scala.Function1;
import sparkoptim.bigdl.network.NetworkText;

/** Params of network stages and their models beyond {@link OptimParams}. */
public interface NetworkParams extends OptimParams {
  /** The Param objects of one owner, with their defaults. */
  final class NetworkGroup implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A network is trained for a while: looking for convergence costs whole passes. */
    static final OptimDefaults DEFAULTS = new OptimDefaults(20, 0, 64);

    final Param<String> network;
    final IntArrayParam inputShape;
    final BooleanParam allowJavaSerialization;
    final BooleanParam decayBiases;

    NetworkGroup(NetworkParams owner) {
      Function1<String, Object> text =
          (Function1<String, Object> & Serializable) NetworkGroup::checkNetwork;
      Function1<int[], Object> positive =
          (Function1<int[], Object> & Serializable)
              sizes -> Arrays.stream(sizes).allMatch(size -> size >= 1);
      network =
          new Param<>(
              owner,
              "network",
              "layers, as in conv(6, 5) tanh pool(2) dense(10), a name ("
                  + String.join(", ", NetworkText.NAMES.stream().sorted().toList())
                  + "), or the file of a BigDL module",
              text);
      inputShape =
          new IntArrayParam(
              owner,
              "inputShape",
              "shape of one row for the network, as in [1, 28, 28]; empty to let the network and"
                  + " the number of features decide",
              positive);
      allowJavaSerialization =
          new BooleanParam(
              owner,
              "allowJavaSerialization",
              "whether network may be a file of Java's serialized objects, as BigDL's old save"
                  + " wrote");
      decayBiases =
          new BooleanParam(
              owner,
              "decayBiases",
              "whether the weight decay of optimMethod takes from biases and scales, too");
      owner.setDefault(decayBiases, false);
      owner.setDefault(network, "perceptron");
      owner.setDefault(inputShape, new int[0]);
      owner.setDefault(allowJavaSerialization, false);
    }

    /** A file is looked at when it is needed: a stage may be set up elsewhere. */
    private static boolean checkNetwork(String text) {
      if (!NetworkText.isFile(text)) {
        NetworkText.parse(text, 1);
      }
      return true;
    }
  }

  /** Returns the group of this owner. */
  NetworkGroup net();

  /**
   * Param for the network. Default perceptron.
   *
   * @return the param
   */
  default Param<String> network() {
    return net().network;
  }

  /**
   * Param for the shape of one row. Default empty: network and features decide.
   *
   * @return the param
   */
  default IntArrayParam inputShape() {
    return net().inputShape;
  }

  /**
   * Param for whether files of serialized objects are read. Default false.
   *
   * @return the param
   */
  default BooleanParam allowJavaSerialization() {
    return net().allowJavaSerialization;
  }

  /**
   * Param for whether a method's weight decay takes from biases and scales. Default false.
   *
   * @return the param
   */
  default BooleanParam decayBiases() {
    return net().decayBiases;
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

  /** Returns whether files of serialized objects are read. */
  default boolean getAllowJavaSerialization() {
    return (boolean) getOrDefault(allowJavaSerialization());
  }
}
