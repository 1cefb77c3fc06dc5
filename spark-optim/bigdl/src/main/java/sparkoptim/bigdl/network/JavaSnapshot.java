// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;

/**
 * Networks that BigDL's {@code save} and its checkpoints wrote as Java's serialized objects. Such a
 * stream names classes, whose code runs while it is read: it is read only where a user allows it,
 * and even then BigDL's layers and tensors, Scala's values and a few of the JDK's are all that it
 * may name.
 */
final class JavaSnapshot {
  private static final byte[] MAGIC = {(byte) 0xAC, (byte) 0xED};

  private static final ObjectInputFilter FILTER =
      ObjectInputFilter.Config.createFilter(
          String.join(
              ";",
              "!com.intel.analytics.bigdl.dllib.nn.ops.**",
              "!com.intel.analytics.bigdl.dllib.nn.tf.**",
              "!com.intel.analytics.bigdl.dllib.nn.onnx.**",
              "com.intel.analytics.bigdl.dllib.nn.**",
              "com.intel.analytics.bigdl.dllib.tensor.**",
              "com.intel.analytics.bigdl.dllib.optim.*",
              "com.intel.analytics.bigdl.dllib.utils.*",
              "scala.**",
              "java.lang.Boolean",
              "java.lang.Byte",
              "java.lang.Character",
              "java.lang.Class",
              "java.lang.Double",
              "java.lang.Enum",
              "java.lang.Float",
              "java.lang.Integer",
              "java.lang.Long",
              "java.lang.Number",
              "java.lang.Object",
              "java.lang.Short",
              "java.lang.String",
              "java.util.ArrayList",
              "java.util.HashMap",
              "java.util.LinkedHashMap",
              "java.util.Map$Entry",
              "!*"));

  private JavaSnapshot() {}

  /** Returns whether bytes begin as Java's serialized objects do. */
  static boolean isOne(byte[] bytes) {
    return bytes.length >= 2 && bytes[0] == MAGIC[0] && bytes[1] == MAGIC[1];
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it names another class, or is no network
   */
  @SuppressWarnings("BanSerializableRead") // only where the user allows it, and filtered
  static AbstractModule<Activity, Activity, Float> read(byte[] bytes, String file) {
    Object read;
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      in.setObjectInputFilter(FILTER);
      read = in.readObject();
    } catch (InvalidClassException e) {
      throw new IllegalArgumentException(
          "network: %s must name BigDL's layers only, and does not: %s"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      throw new IllegalArgumentException(
          "network: %s is no BigDL snapshot: %s".formatted(file, e), e);
    }
    if (read instanceof AbstractModule<?, ?, ?> module) {
      return NetworkFile.floats(module, file);
    }
    throw new IllegalArgumentException(
        "network: %s must hold a BigDL module, held a %s"
            .formatted(file, read == null ? "null" : read.getClass().getName()));
  }
}
