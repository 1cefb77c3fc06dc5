// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Schedule;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.rule.Sgd;

/**
 * A method with a part from another jar, in processes that have the jar and in one that has not.
 */
final class ShippedMethodTest {
  @TempDir private Path folder;

  private URLClassLoader foreignJar() throws Exception {
    Path source = folder.resolve("Halving.java");
    Files.writeString(
        source,
        """
        package com.example;

        public record Halving(double from) implements sparkoptim.core.Schedule {
          @Override
          public double at(long count, long total) {
            return from / (1 << count);
          }
        }
        """);
    Path classes = Files.createDirectories(folder.resolve("example-schedules.jar"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(status).isZero();
    return new URLClassLoader(
        new URL[] {new URL("file:" + classes + File.separator)}, getClass().getClassLoader());
  }

  private static ShippedMethod copy(ShippedMethod shipped) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(shipped);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (ShippedMethod) in.readObject();
    }
  }

  @Test
  void copy_ofOurs_isTheMethod() throws Exception {
    OptimMethod method = OptimMethod.parse("svrg + sgd(0.9) + constant(0.1) + ema(0.9)");
    ShippedMethod copy = copy(ShippedMethod.of(method));
    assertThat(copy.method()).isEqualTo(method);
    assertThat(copy.text()).isEqualTo(method.toString());
  }

  @Test
  void method_ofAnotherJar_runsWhereTheJarIsAndIsNamedWhereItIsNot() throws Exception {
    try (URLClassLoader jar = foreignJar()) {
      Schedule halving =
          (Schedule)
              jar.loadClass("com.example.Halving").getConstructor(double.class).newInstance(0.5);
      OptimMethod method = new OptimMethod(Plain.DEFAULT, Sgd.DEFAULT, halving, NoAverage.DEFAULT);
      ShippedMethod copy = copy(ShippedMethod.of(method));
      ClassLoader before = Thread.currentThread().getContextClassLoader();
      assertThatThrownBy(copy::method)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("com.example.Halving(from=0.5)")
          .hasMessageContaining("com.example.Halving=example-schedules.jar")
          .hasMessageContaining("--jars");
      Thread.currentThread().setContextClassLoader(jar);
      try {
        assertThat(copy.method()).isEqualTo(method);
      } finally {
        Thread.currentThread().setContextClassLoader(before);
      }
    }
  }
}
