// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** Spark is built without Kubernetes too; the doctor does not need its jars. */
final class DoctorWithoutKubernetesTest {
  /** Loads the doctor anew, where there are no classes of Kubernetes. */
  private static final class Without extends ClassLoader {
    Without() {
      super(DoctorWithoutKubernetesTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.fabric8.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("sparkoptim.jobs.doctor.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? defined(name) : loaded;
      }
    }

    private Class<?> defined(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  private static List<String> local(String master) throws ReflectiveOperationException {
    Class<?> needs = new Without().loadClass(Needs.class.getName());
    Class<?> doctor = needs.getClassLoader().loadClass(Doctor.class.getName());
    SparkConf conf = new SparkConf(false).set("spark.master", master);
    List<String> found = new ArrayList<>();
    Consumer<Object> told = finding -> found.add(finding.toString());
    doctor
        .getMethod("local", SparkConf.class, needs, Consumer.class)
        .invoke(null, conf, needs.getField("NONE").get(null), told);
    return found;
  }

  @Test
  void local_otherMasters_areLookedAt() throws ReflectiveOperationException {
    for (String master : List.of("local[2]", "yarn", "spark://host:7077")) {
      assertThat(local(master)).as(master).hasSizeGreaterThan(4).noneMatch(this::isOfRights);
    }
  }

  @Test
  void local_kubernetes_failsWithWhatIsMissing() throws ReflectiveOperationException {
    assertThat(local("k8s://https://host:6443"))
        .filteredOn(this::isOfRights)
        .singleElement()
        .asString()
        .contains("FAIL", "no jars of Kubernetes");
  }

  private boolean isOfRights(String finding) {
    return finding.contains("check=rights");
  }
}
