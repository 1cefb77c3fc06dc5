// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.nn.Container;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import java.util.Set;
import scala.collection.JavaConverters;

/**
 * BigDL's layers that treat every row by itself and draw nothing, so that a batch's gradient is the
 * sum over its rows. All others are taken for layers that do not: batch normalization, dropout and
 * noise, and what is not known here.
 */
final class RowwiseLayers {
  private static final String PACKAGE = "com.intel.analytics.bigdl.dllib.nn.";

  private static final Set<String> CONTAINERS =
      Set.of(
          "Bottle",
          "Concat",
          "ConcatTable",
          "DynamicGraph",
          "MapTable",
          "ParallelTable",
          "Sequential",
          "StaticGraph");

  private static final Set<String> LAYERS =
      Set.of(
          "Abs",
          "Add",
          "AddConstant",
          "CAdd",
          "CAddTable",
          "CDivTable",
          "CMaxTable",
          "CMinTable",
          "CMul",
          "CMulTable",
          "CSubTable",
          "Clamp",
          "Contiguous",
          "ELU",
          "Exp",
          "HardSigmoid",
          "HardTanh",
          "Identity",
          "Input",
          "LeakyReLU",
          "Linear",
          "Log",
          "LogSigmoid",
          "LogSoftMax",
          "Mul",
          "MulConstant",
          "PReLU",
          "Padding",
          "Power",
          "ReLU",
          "ReLU6",
          "Reshape",
          "Scale",
          "Sigmoid",
          "SoftMax",
          "SoftPlus",
          "SoftSign",
          "SpatialAveragePooling",
          "SpatialConvolution",
          "SpatialCrossMapLRN",
          "SpatialDilatedConvolution",
          "SpatialFullConvolution",
          "SpatialMaxPooling",
          "SpatialSeparableConvolution",
          "SpatialShareConvolution",
          "SpatialWithinChannelLRN",
          "SpatialZeroPadding",
          "Sqrt",
          "Square",
          "Tanh",
          "TemporalConvolution",
          "VolumetricConvolution",
          "VolumetricMaxPooling");

  private RowwiseLayers() {}

  /** Returns whether a module has no other layers. */
  static boolean only(AbstractModule<?, ?, ?> module) {
    String name = module.getClass().getName();
    if (!name.startsWith(PACKAGE)) {
      return false;
    }
    String kind = name.substring(PACKAGE.length());
    if (module instanceof Container<?, ?, ?> container && CONTAINERS.contains(kind)) {
      return JavaConverters.seqAsJavaList(container.modules()).stream()
          .allMatch(RowwiseLayers::only);
    }
    return LAYERS.contains(kind);
  }
}
