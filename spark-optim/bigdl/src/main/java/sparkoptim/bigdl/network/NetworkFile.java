// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.FloatType$;
import com.intel.analytics.bigdl.dllib.utils.serializer.DeserializeContext;
import com.intel.analytics.bigdl.dllib.utils.serializer.ModuleData;
import com.intel.analytics.bigdl.dllib.utils.serializer.ModuleLoader$;
import com.intel.analytics.bigdl.dllib.utils.serializer.ModulePersister$;
import com.intel.analytics.bigdl.dllib.utils.serializer.ModuleSerializer;
import com.intel.analytics.bigdl.dllib.utils.serializer.ProtoStorageType$;
import com.intel.analytics.bigdl.dllib.utils.serializer.SerializeContext;
import com.intel.analytics.bigdl.dllib.utils.serializer.SerializeResult;
import com.intel.analytics.bigdl.serialization.Bigdl.BigDLModule;
import com.intel.analytics.shaded.protobuf_v_3_5_1.CodedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import scala.collection.mutable.ArrayBuffer;
import scala.collection.mutable.HashMap;

/**
 * BigDL's module format: protocol buffers with the layers, their settings and their weights in one
 * file, as BigDL's {@code saveModule(path)} writes and {@code Module.loadModule(path)} reads it.
 * What a file may name is checked before BigDL sees it ({@link ModuleCheck}).
 */
public final class NetworkFile {
  /** Where BigDL keeps the numbers of all tensors. */
  private static final String STORAGE = "global_storage";

  private NetworkFile() {}

  /**
   * Reads a network.
   *
   * @param file a path of a file system that Hadoop knows
   * @param allowJavaSerialization whether a snapshot of Java's serialized objects may be read
   * @throws IllegalArgumentException if there is no such file, it is not a network of floats, names
   *     classes other than BigDL's layers, or is a snapshot that is not allowed
   * @throws UncheckedIOException if it cannot be read
   */
  public static AbstractModule<Activity, Activity, Float> read(
      String file, Configuration hadoop, boolean allowJavaSerialization) {
    Path path = new Path(file);
    try {
      FileSystem files = path.getFileSystem(hadoop);
      try (InputStream in = files.open(path)) {
        return of(in.readAllBytes(), file, allowJavaSerialization);
      }
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException("network: there is no file " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException("network: cannot read " + file, e);
    }
  }

  /**
   * Returns the network in the bytes of a file.
   *
   * @param file its name, for errors
   * @throws IllegalArgumentException as {@link #read}
   */
  public static AbstractModule<Activity, Activity, Float> of(
      byte[] bytes, String file, boolean allowJavaSerialization) {
    if (JavaSnapshot.isOne(bytes)) {
      if (!allowJavaSerialization) {
        throw new IllegalArgumentException(
            ("network: %s holds Java's serialized objects, which may run code when read: save it"
                    + " with BigDL's saveModule, or set allowJavaSerialization if you trust it")
                .formatted(file));
      }
      return JavaSnapshot.read(bytes, file);
    }
    BigDLModule definition = parse(bytes, file);
    new ModuleCheck(file).require(definition);
    return load(definition, file);
  }

  private static BigDLModule parse(byte[] bytes, String file) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      in.setSizeLimit(Integer.MAX_VALUE);
      BigDLModule definition = BigDLModule.parseFrom(in);
      if (!definition.getModuleType().isEmpty()) {
        if (definition.containsAttr(STORAGE)) {
          return definition;
        }
        throw new IllegalArgumentException(
            "network: %s must have its weights in it, and has them in another file: save it with"
                    .formatted(file)
                + " saveModule and one path");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(notBigDl(file), e);
    }
    throw new IllegalArgumentException(notBigDl(file));
  }

  private static String notBigDl(String file) {
    return "network: %s must be a file in BigDL's module format, was not".formatted(file);
  }

  private static AbstractModule<Activity, Activity, Float> load(
      BigDLModule definition, String file) {
    DeserializeContext context =
        new DeserializeContext(definition, new HashMap<>(), ProtoStorageType$.MODULE$, true);
    AbstractModule<?, ?, ?> module;
    try {
      ModuleLoader$.MODULE$.initTensorStorage(context, Floats.TAG, Floats.NUMERIC);
      module = ModuleSerializer.<Float>load(context, Floats.TAG, Floats.NUMERIC).module();
    } catch (Exception e) { // BigDL's are checked, and Scala does not declare them
      throw new IllegalArgumentException(
          "network: BigDL cannot make the layers of %s: %s".formatted(file, e.getMessage()), e);
    }
    return floats(module, file);
  }

  /** BigDL's types end at the compiler: a network of doubles would fail much later. */
  @SuppressWarnings("unchecked")
  static AbstractModule<Activity, Activity, Float> floats(
      AbstractModule<?, ?, ?> module, String file) {
    if (module.getNumericType() != FloatType$.MODULE$) {
      throw new IllegalArgumentException(
          "network: %s must be a network of floats, was one of %s"
              .formatted(file, module.getNumericType()));
    }
    return (AbstractModule<Activity, Activity, Float>) module;
  }

  /** Returns the bytes of a file with the network, its weights and its statistics. */
  public static byte[] bytes(AbstractModule<Activity, Activity, Float> module) {
    ModuleData<Float> data =
        new ModuleData<>(module, new ArrayBuffer<>(), new ArrayBuffer<>(), Floats.TAG);
    SerializeResult result =
        ModuleSerializer.<Float>serialize(
            new SerializeContext<>(
                data,
                new HashMap<>(),
                ProtoStorageType$.MODULE$,
                true,
                SerializeContext.<Float>apply$default$5(),
                Floats.TAG),
            Floats.TAG,
            Floats.NUMERIC);
    ModulePersister$.MODULE$.setTensorStorage(result.bigDLModule(), result.storages());
    return result.bigDLModule().build().toByteArray();
  }
}
