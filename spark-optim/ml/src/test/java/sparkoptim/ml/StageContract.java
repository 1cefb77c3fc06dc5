// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.engine.line.ScalaCollections;

/**
 * What every stage of the library must do as a Spark ML stage. A subclass names the stage, gives it
 * data to fit, and changes one of its params.
 */
abstract class StageContract<E extends Estimator<M> & MLWritable, M extends Model<M> & MLWritable> {
  private final Class<E> stageClass;
  private final Class<M> modelClass;
  @TempDir private Path folder;

  StageContract(Class<E> stageClass, Class<M> modelClass) {
    this.stageClass = stageClass;
    this.modelClass = modelClass;
  }

  /** Data that the stage fits quickly, in columns label and features. */
  abstract Dataset<Row> training();

  /** Sets some params, its own and inherited ones, to values that are not their defaults. */
  abstract E change(E stage);

  /** Sets what a stage needs for a fit and has no default. */
  E complete(E stage) {
    return stage;
  }

  private E make() throws ReflectiveOperationException {
    return complete(stageClass.getConstructor().newInstance());
  }

  private E make(String uid) throws ReflectiveOperationException {
    return complete(stageClass.getConstructor(String.class).newInstance(uid));
  }

  private static <T> T load(Class<T> type, Path path) throws ReflectiveOperationException {
    return type.cast(type.getMethod("load", String.class).invoke(null, path.toString()));
  }

  private static List<String> values(Params stage) {
    return Arrays.stream(stage.params())
        .map(param -> param.name() + "=" + shown(stage, param))
        .sorted()
        .toList();
  }

  private static String shown(Params stage, Param<?> param) {
    if (!stage.isDefined(param)) {
      return "unset";
    }
    Object value = stage.getOrDefault(param);
    if (value instanceof int[] array) {
      return Arrays.toString(array);
    }
    return value instanceof double[] array ? Arrays.toString(array) : String.valueOf(value);
  }

  private static void assertOwned(Params stage, String uid) {
    assertThat(stage.uid()).isEqualTo(uid);
    assertThat(stage.params()).isNotEmpty().allMatch(param -> param.parent().equals(uid));
    assertThat(Arrays.stream(stage.params()).map(Param::name)).doesNotHaveDuplicates();
  }

  @Test
  void params_howeverMade_belongToTheStage() throws Exception {
    E plain = make();
    assertOwned(plain, plain.uid());
    assertOwned(make("named"), "named");
    assertOwned(change(make("named")).copy(new ParamMap()), "named");
    change(make("saved")).save(folder.resolve("stage").toString());
    assertOwned(load(stageClass, folder.resolve("stage")), "saved");
    M model = change(make("fitted")).fit(training());
    assertOwned(model, "fitted");
    assertOwned(model.copy(new ParamMap()), "fitted");
    model.save(folder.resolve("model").toString());
    assertOwned(load(modelClass, folder.resolve("model")), "fitted");
  }

  @Test
  void uid_ofTwoStages_differs() throws Exception {
    assertThat(make().uid()).isNotEqualTo(make().uid());
  }

  @Test
  void params_all_haveASetterAGetterAndAWordOnThem() throws Exception {
    E stage = make();
    for (Param<?> param : stage.params()) {
      String name =
          param.name().substring(0, 1).toUpperCase(Locale.ROOT) + param.name().substring(1);
      assertThat(stageClass.getMethods()).anyMatch(m -> m.getName().equals("set" + name));
      assertThat(stageClass.getMethods()).anyMatch(m -> m.getName().equals("get" + name));
      assertThat(param.doc()).isNotBlank();
      assertThat(stage.explainParams()).contains(param.name() + ": " + param.doc());
    }
  }

  /**
   * Python's gateway (py4j) looks for a method in a class, the interfaces that it names itself, and
   * the same of its superclasses, but not in the interfaces of these interfaces.
   */
  @Test
  void methods_all_areSeenByPythonsGateway() {
    assertSeenByGateway(stageClass);
    assertSeenByGateway(modelClass);
  }

  private static void assertSeenByGateway(Class<?> type) {
    Set<String> seen = new HashSet<>();
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      Stream.concat(Stream.of(c), Arrays.stream(c.getInterfaces()))
          .flatMap(owner -> Arrays.stream(owner.getDeclaredMethods()))
          .map(StageContract::signature)
          .forEach(seen::add);
    }
    assertThat(Arrays.stream(type.getMethods()).map(StageContract::signature))
        .as("methods of %s: name the interface that has them in the class too", type)
        .isSubsetOf(seen);
  }

  private static String signature(Method method) {
    return method.getName() + Arrays.toString(method.getParameterTypes());
  }

  @Test
  void change_ofTheContract_changesSomething() throws Exception {
    assertThat(values(change(make("u")))).isNotEqualTo(values(make("u")));
  }

  @Test
  void copy_withExtra_leavesTheOriginal() throws Exception {
    E stage = change(make());
    List<String> before = values(stage);
    @SuppressWarnings("unchecked")
    Param<Object> features = (Param<Object>) (Param<?>) stage.getParam("featuresCol");
    Params copy = stage.copy(new ParamMap().put(features, "elsewhere"));
    assertThat(copy.<Object>getOrDefault(features)).isEqualTo("elsewhere");
    assertThat(values(stage)).isEqualTo(before);
  }

  @Test
  void fit_model_carriesParamsAndParent() throws Exception {
    E stage = change(make());
    M model = stage.fit(training());
    assertThat(model.parent()).isSameAs(stage);
    for (Param<?> param : model.params()) {
      assertThat(shown(model, param)).isEqualTo(shown(stage, stage.getParam(param.name())));
    }
  }

  @Test
  void saveAndLoad_stage_keepsEveryParam() throws Exception {
    E stage = change(make());
    stage.save(folder.resolve("stage").toString());
    assertThat(values(load(stageClass, folder.resolve("stage")))).isEqualTo(values(stage));
  }

  @Test
  void saveAndLoad_model_keepsParamsAndPredictions() throws Exception {
    M model = change(make()).fit(training());
    model.save(folder.resolve("model").toString());
    M loaded = load(modelClass, folder.resolve("model"));
    assertThat(values(loaded)).isEqualTo(values(model));
    assertThat(loaded.transform(training()).collectAsList())
        .isEqualTo(model.transform(training()).collectAsList());
  }

  @Test
  void save_overExisting_onlyWhenTold() throws Exception {
    String path = folder.resolve("twice").toString();
    M model = make().fit(training());
    model.save(path);
    assertThatThrownBy(() -> model.save(path)).hasMessageContaining("exist");
    model.write().overwrite().save(path);
  }

  @Test
  void savedFiles_holdNoSerializedObjects() throws Exception {
    make().fit(training()).save(folder.resolve("model").toString());
    byte[] magic = {(byte) 0xAC, (byte) 0xED, 0, 5};
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] start = Arrays.copyOf(Files.readAllBytes(file), 4);
        assertThat(start).as(file.toString()).isNotEqualTo(magic);
      }
    }
  }

  @Test
  void javaSerialization_ofStageAndModel_goesRound() throws Exception {
    E stage = change(make());
    assertThat(values(roundTrip(stage))).isEqualTo(values(stage));
    M model = stage.fit(training());
    assertThat(values(roundTrip(model))).isEqualTo(values(model));
  }

  @SuppressWarnings({"unchecked", "BanSerializableRead"})
  private static <T> T roundTrip(T object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  @Test
  void transformSchema_wrongColumns_areNamed() throws Exception {
    E stage = make();
    StructType text =
        new StructType().add("label", DataTypes.DoubleType).add("features", DataTypes.StringType);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.transformSchema(text))
        .withMessageContaining("features");
    StructType label =
        new StructType()
            .add("label", DataTypes.StringType)
            .add("features", training().schema().apply("features").dataType());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.transformSchema(label))
        .withMessageContaining("label");
    StructType missing = new StructType().add("label", DataTypes.DoubleType);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage.transformSchema(missing))
        .withMessageContaining("features");
  }

  @Test
  void transformSchema_ofData_isThatOfTransform() throws Exception {
    M model = make().fit(training());
    assertThat(model.transformSchema(training().schema()).fieldNames())
        .containsExactlyInAnyOrder(model.transform(training()).columns());
  }

  @Test
  void fit_afterwards_leavesNothingCached() throws Exception {
    Set<String> before = cached(); // what MLlib's evaluations in other classes left
    make().fit(training());
    for (int i = 0; i < 100 && !before.containsAll(cached()); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(before).containsAll(cached());
  }

  /** Returns what is cached, in words. */
  private static Set<String> cached() {
    var rdds = LocalSession.session().sparkContext().getPersistentRDDs();
    return ScalaCollections.java(rdds).values().stream()
        .map(Object::toString)
        .collect(Collectors.toSet());
  }

  /** A PySpark session loads a saved pipeline on the JVM's side and predicts the same. */
  @Test
  void pySpark_loadsTheModel() throws Exception {
    String python = System.getenv("SPARK_OPTIM_PYTHON");
    assumeTrue(python != null, "SPARK_OPTIM_PYTHON names no Python with PySpark: run bin/test");
    Path model = folder.resolve("pipeline");
    Path data = folder.resolve("data");
    var fitted = new Pipeline().setStages(new PipelineStage[] {make()}).fit(training());
    fitted.save(model.toString());
    training().write().parquet(data.toString());
    List<Double> expected =
        fitted.transform(training()).select("prediction").collectAsList().stream()
            .map(row -> row.getDouble(0))
            .sorted()
            .toList();
    List<Double> seen =
        PySparkLoader.predictions(python, model, data, folder.resolve("predictions")).stream()
            .map(Double::valueOf)
            .sorted()
            .toList();
    assertThat(seen).isEqualTo(expected);
  }
}
