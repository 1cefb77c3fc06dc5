// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.utils.serializer.ModuleLoader;
import com.intel.analytics.bigdl.serialization.Bigdl.AttrValue;
import com.intel.analytics.bigdl.serialization.Bigdl.BigDLModule;
import com.intel.analytics.bigdl.serialization.Bigdl.DataType;
import com.intel.analytics.bigdl.serialization.Bigdl.NameAttrList;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.collection.mutable.ArrayBuffer;
import sparkoptim.core.network.text.Shape;

class NetworkFileTest {
  private static final Shape INPUT = Shape.of(2, 9, 9);
  private static final String EVERY_LAYER =
      "scale(0.5) conv(3, 3, pad=1) batchnorm tanh residual(5, stride=2) residual(5) avgpool(2)"
          + " relu pool(2, stride=1) dropout(0.5) dense(6) batchnorm sigmoid dense(3)";
  private static final String TRAP = Trap.class.getName();

  @TempDir private Path folder;

  /** With statistics that are not the initial ones. */
  private static AbstractModule<Activity, Activity, Float> trained() {
    var module = Networks.build(EVERY_LAYER, INPUT, 4);
    module.training();
    Networks.forward(module, Networks.batch(INPUT, 8, 5));
    return module;
  }

  private static void assertSame(
      AbstractModule<Activity, Activity, Float> one,
      AbstractModule<Activity, Activity, Float> other) {
    Tensor<Float> batch = Networks.batch(INPUT, 3, 6);
    one.evaluate();
    other.evaluate();
    assertThat(Networks.values(Networks.forward(one, batch)))
        .isEqualTo(Networks.values(Networks.forward(other, batch)));
  }

  private static AbstractModule<Activity, Activity, Float> of(byte[] bytes) {
    return NetworkFile.of(bytes, "some.bigdl", false);
  }

  private static void assertRefused(byte[] bytes, boolean allow, String message) {
    int before = Trap.Sprung.COUNT.get();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkFile.of(bytes, "some.bigdl", allow))
        .withMessageStartingWith("network: some.bigdl ")
        .withMessageContaining(message);
    assertThat(Trap.Sprung.COUNT.get()).isEqualTo(before);
  }

  @Test
  void bytes_ofEveryLayer_giveTheSameNetwork() {
    var module = trained();
    var again = of(NetworkFile.bytes(module));
    assertThat(Networks.parameters(again)).isEqualTo(Networks.parameters(module));
    assertSame(again, module);
  }

  @Test
  void bytes_ofAGraph_giveTheSameNetwork() {
    var layers = Networks.build("conv(3, 3) relu avgpool(2) dense(4) tanh dense(2)", INPUT, 4);
    AbstractModule<Activity, Activity, Float> graph =
        Floats.module(layers.toGraph(new ArrayBuffer<>()));
    assertSame(of(NetworkFile.bytes(graph)), layers);
  }

  @Test
  void read_fileOfBigDl_givesItsNetwork() {
    var module = trained();
    String file = folder.resolve("net.bigdl").toString();
    module.saveModule(file, null, false);
    assertSame(NetworkFile.read(file, new Configuration(), false), module);
  }

  @Test
  void bytes_readByBigDl_giveTheSameNetwork() throws IOException {
    var module = trained();
    Path file = Files.write(folder.resolve("net.bigdl"), NetworkFile.bytes(module));
    assertSame(
        ModuleLoader.<Float>loadFromFile(file.toString(), null, Floats.TAG, Floats.NUMERIC),
        module);
  }

  @Test
  void read_noFile_isNamed() {
    String file = folder.resolve("none.bigdl").toString();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NetworkFile.read(file, new Configuration(), false))
        .withMessage("network: there is no file " + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello, I am not a network", "\u0000\u0001\u0002"})
  void of_anythingElse_isNotBigDl(String content) {
    assertRefused(
        content.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        false,
        "must be a file in BigDL's module format, was not");
  }

  @Test
  void of_weightsElsewhere_isRefused() throws IOException {
    String file = folder.resolve("net.bigdl").toString();
    trained().saveModule(file, folder.resolve("weights").toString(), false);
    assertRefused(
        Files.readAllBytes(Path.of(file)), false, "must have its weights in it, and has them in");
  }

  private static BigDLModule trap() {
    return BigDLModule.newBuilder().setModuleType(TRAP).build();
  }

  private static AttrValue value() {
    return AttrValue.newBuilder().setDataType(DataType.MODULE).setBigDLModuleValue(trap()).build();
  }

  /** Where a definition may name a class. */
  static Stream<UnaryOperator<BigDLModule.Builder>> places() {
    List<UnaryOperator<BigDLModule.Builder>> places = new ArrayList<>();
    places.add(module -> module.setModuleType(TRAP));
    places.add(module -> module.addSubModules(trap()));
    places.add(
        module -> module.addSubModules(BigDLModule.newBuilder().addSubModules(trap()).build()));
    places.add(module -> module.putAttr("one", value()));
    places.add(
        module ->
            module.putAttr(
                "list",
                AttrValue.newBuilder()
                    .setDataType(DataType.NAME_ATTR_LIST)
                    .setNameAttrListValue(NameAttrList.newBuilder().putAttr("in", value()))
                    .build()));
    places.add(
        module ->
            module.putAttr(
                "array",
                AttrValue.newBuilder()
                    .setDataType(DataType.ARRAY_VALUE)
                    .setArrayValue(
                        AttrValue.ArrayValue.newBuilder()
                            .setDatatype(DataType.MODULE)
                            .addBigDLModule(trap()))
                    .build()));
    return places.stream();
  }

  @ParameterizedTest
  @MethodSource("places")
  void of_definitionThatNamesAForeignClass_isRefusedBeforeItRuns(
      UnaryOperator<BigDLModule.Builder> change) throws IOException {
    byte[] good = NetworkFile.bytes(trained());
    byte[] bad = change.apply(BigDLModule.parseFrom(good).toBuilder()).build().toByteArray();
    assertRefused(bad, false, "only, had " + TRAP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.intel.analytics.bigdl.dllib.nn.ops.TensorOp",
        "com.intel.analytics.bigdl.dllib.nn.Evil",
        "com.intel.analytics.bigdl.dllib.nn.MSECriterion",
        "com.intel.analytics.bigdl.dllib.net.TFNet",
        "com.intel.analytics.bigdl.nn.tf.Const",
        "java.lang.Runtime",
      })
  void of_classThatIsNoLayer_isRefused(String type) {
    byte[] bytes =
        BigDLModule.newBuilder()
            .setModuleType(type)
            .putAttr("global_storage", AttrValue.getDefaultInstance())
            .build()
            .toByteArray();
    assertRefused(bytes, false, "only, had " + type);
  }

  @Test
  void of_customValue_isRefused() throws IOException {
    AttrValue custom =
        AttrValue.newBuilder().setDataType(DataType.CUSTOM).setSubType("function").build();
    byte[] bytes =
        BigDLModule.parseFrom(NetworkFile.bytes(trained())).toBuilder()
            .putAttr("op", custom)
            .build()
            .toByteArray();
    assertRefused(bytes, false, "must have no custom values");
  }

  private static byte[] serialized(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  @Test
  void of_javaSnapshot_isReadWhereAllowedOnly() throws IOException {
    var module = trained();
    byte[] bytes = serialized(module);
    assertRefused(bytes, false, "holds Java's serialized objects");
    assertSame(NetworkFile.of(bytes, "some.bigdl", true), module);
  }

  @Test
  void of_javaSnapshotWithAForeignClass_isRefusedBeforeItRuns() throws IOException {
    for (Object stream :
        List.of(new Trap(), new ArrayList<>(List.of(new Trap())), new Trap[] {new Trap()})) {
      assertRefused(serialized(stream), true, "must name BigDL's layers only");
    }
  }

  @Test
  void of_javaSnapshotOfAnythingElse_isRefused() throws IOException {
    assertRefused(serialized("text"), true, "must hold a BigDL module, held a java.lang.String");
    byte[] cut = java.util.Arrays.copyOf(serialized(trained()), 2000);
    assertRefused(cut, true, "is no BigDL snapshot");
  }
}
