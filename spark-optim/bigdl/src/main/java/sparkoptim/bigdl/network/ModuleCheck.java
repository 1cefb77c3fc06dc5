// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.serialization.Bigdl.AttrValue;
import com.intel.analytics.bigdl.serialization.Bigdl.BigDLModule;
import com.intel.analytics.bigdl.serialization.Bigdl.DataType;
import com.intel.analytics.shaded.protobuf_v_3_5_1.Any;
import com.intel.analytics.shaded.protobuf_v_3_5_1.Message;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lets a network's definition name BigDL's layers only. BigDL makes an object of whatever class a
 * definition names, and runs what that class does when it is loaded; some of its own classes read
 * Java's serialized objects, and so are refused too: operations, TensorFlow's and Keras' layers,
 * and all custom values.
 */
record ModuleCheck(String file) {
  /** Files of BigDL 0.x lack the "dllib"; BigDL adds it. */
  private static final Pattern LAYER =
      Pattern.compile("com\\.intel\\.analytics\\.bigdl\\.(dllib\\.)?nn\\.[A-Z][A-Za-z0-9]*");

  /**
   * Looks at the definition and all that is nested in it.
   *
   * @throws IllegalArgumentException if it is not of BigDL's layers only
   */
  void require(BigDLModule definition) {
    visit(definition);
  }

  private void visit(Message message) {
    if (message instanceof BigDLModule module) {
      layer(module.getModuleType());
    } else if (message instanceof Any
        || (message instanceof AttrValue value && value.getDataType() == DataType.CUSTOM)) {
      throw new IllegalArgumentException(
          "network: %s must have no custom values, had one".formatted(file));
    }
    for (Object field : message.getAllFields().values()) {
      if (field instanceof Message nested) {
        visit(nested);
      } else if (field instanceof List<?> list
          && !list.isEmpty()
          && list.get(0) instanceof Message) {
        list.forEach(nested -> visit((Message) nested));
      }
    }
  }

  private void layer(String type) {
    if (type.isEmpty()) {
      return; // an absent module, as a criterion without
    }
    if (!LAYER.matcher(type).matches() || !isLayer(type)) {
      throw new IllegalArgumentException(
          "network: %s must have layers of BigDL's package com.intel.analytics.bigdl.dllib.nn only, had %s"
              .formatted(file, type));
    }
  }

  /** Loads the class without running anything of it. */
  private static boolean isLayer(String type) {
    String name = type.contains(".dllib.") ? type : type.replace("bigdl.nn", "bigdl.dllib.nn");
    try {
      Class<?> found = Class.forName(name, false, AbstractModule.class.getClassLoader());
      return AbstractModule.class.isAssignableFrom(found);
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      return false;
    }
  }
}
