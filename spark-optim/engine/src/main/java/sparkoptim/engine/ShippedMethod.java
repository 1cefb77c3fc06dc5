// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import sparkoptim.core.MethodRegistry;
import sparkoptim.core.OptimMethod;

/**
 * A method on its way to executors: the object, in bytes that are read where it is first used, and
 * beside it the text that checkpoints and logs keep. So a part from another jar runs without being
 * parsed, and a process without that jar says which jar it lacks.
 */
public final class ShippedMethod implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String OURS = "sparkoptim.";

  private final String text;
  private final byte[] bytes;
  private final TreeMap<String, String> jars = new TreeMap<>();
  private transient OptimMethod method;

  private ShippedMethod(OptimMethod method) {
    this.method = method;
    text = method.toString();
    bytes = write(method, jars);
  }

  /** Packs a method. */
  public static ShippedMethod of(OptimMethod method) {
    return new ShippedMethod(method);
  }

  /** Returns the textual form with every setting. */
  public String text() {
    return text;
  }

  /**
   * Returns the method.
   *
   * @throws IllegalArgumentException if this process lacks the jar of one of its parts, naming both
   */
  public OptimMethod method() {
    if (method == null) {
      method = read();
    }
    return method;
  }

  private static byte[] write(OptimMethod method, Map<String, String> jars) {
    var bytes = new ByteArrayOutputStream();
    try (var out =
        new ObjectOutputStream(bytes) {
          @Override
          protected void annotateClass(Class<?> type) {
            if (!type.isPrimitive() && !type.isArray() && foreign(type.getName())) {
              jars.put(type.getName(), MethodRegistry.jarOf(type));
            }
          }
        }) {
      out.writeObject(method);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the method %s cannot be sent to executors: %s".formatted(method, e), e);
    }
    return bytes.toByteArray();
  }

  private static boolean foreign(String type) {
    return !type.startsWith(OURS) && !type.startsWith("java.");
  }

  private OptimMethod read() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    ClassLoader loader = context == null ? ShippedMethod.class.getClassLoader() : context;
    try (var in =
        new ObjectInputStream(new ByteArrayInputStream(bytes)) {
          @Override
          protected Class<?> resolveClass(ObjectStreamClass type)
              throws IOException, ClassNotFoundException {
            try {
              return Class.forName(type.getName(), false, loader);
            } catch (ClassNotFoundException e) {
              return super.resolveClass(type); // primitives, and classes of this class's loader
            }
          }
        }) {
      return (OptimMethod) in.readObject();
    } catch (ClassNotFoundException | ObjectStreamException e) {
      throw new IllegalArgumentException(lacking(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String lacking(Exception cause) {
    return "the method %s needs %s, which this process lacks or has in another version (%s): add the jar with --jars, or spark.jars"
        .formatted(text, jars, cause);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShippedMethod shipped && text.equals(shipped.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
