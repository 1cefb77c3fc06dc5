// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import sparkoptim.core.DidYouMean;

/** Builds Spark ML stages from the names of their classes and the values of their params. */
final class StageFactory {
  private static final String WITHOUT_ARGUMENTS =
      " cannot be made without arguments, as models cannot";

  private StageFactory() {}

  /**
   * Returns the stages of a training run as one pipeline. The label column of the last stage is
   * that of the data unless set.
   *
   * @throws JobException naming the stage, the param, the rule and the value, and the nearest known
   *     name for an unknown one
   */
  static Pipeline pipeline(List<StageSettings> features, StageSettings last, String labelColumn) {
    var stages = new ArrayList<PipelineStage>();
    features.forEach(settings -> stages.add(stage(settings)));
    if (!Estimator.class.isAssignableFrom(type(last))) {
      throw new JobException(name(last) + " cannot be trained: it is not an Estimator of Spark ML");
    }
    PipelineStage trained = stage(last);
    if (trained.hasParam("labelCol") && !last.params().containsKey("labelCol")) {
      trained.set("labelCol", labelColumn);
    }
    stages.add(trained);
    return new Pipeline().setStages(stages.toArray(PipelineStage[]::new));
  }

  /** Returns one stage with its params set. */
  static PipelineStage stage(StageSettings settings) {
    PipelineStage stage = instance(settings);
    settings.params().forEach((param, value) -> set(settings, stage, param, value));
    return stage;
  }

  private static PipelineStage instance(StageSettings settings) {
    try {
      return type(settings).getConstructor().newInstance();
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
      throw new JobException(name(settings) + WITHOUT_ARGUMENTS, e);
    } catch (InvocationTargetException e) {
      // In Spark 4 models have a constructor, for Connect alone.
      boolean model = Model.class.isAssignableFrom(type(settings));
      String why = model ? WITHOUT_ARGUMENTS : " cannot be made: " + e.getCause();
      throw new JobException(name(settings) + why, e.getCause());
    }
  }

  /** Returns the class, of which nothing has run yet. */
  private static Class<? extends PipelineStage> type(StageSettings settings) {
    Class<?> type =
        find(settings)
            .orElseThrow(
                () ->
                    new JobException(
                        "%s: there is no class %s; %s"
                            .formatted(
                                settings.place(),
                                settings.className(),
                                hint(settings.className()))));
    settings.trusted().require(settings.place() + ".class", type.getName());
    if (!PipelineStage.class.isAssignableFrom(type) || Modifier.isAbstract(type.getModifiers())) {
      throw new JobException(name(settings) + " is not a Spark ML stage");
    }
    return type.asSubclass(PipelineStage.class);
  }

  private static String hint(String name) {
    return DidYouMean.hint(name, KnownStages.names(name));
  }

  /** Returns a full name as it is; a short one in the packages of {@link KnownStages}. */
  private static Optional<Class<?>> find(StageSettings settings) {
    String name = settings.className();
    Stream<String> names =
        name.contains(".")
            ? Stream.of(name)
            : KnownStages.PACKAGES.stream().map(home -> home + "." + name);
    return names.flatMap(candidate -> load(candidate).stream()).findFirst();
  }

  private static Optional<Class<?>> load(String name) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      return Optional.of(Class.forName(name, false, loader));
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      return Optional.empty(); // NoClassDefFoundError: other letter case on a blind file system
    }
  }

  private static void set(StageSettings settings, Params stage, String name, ConfigValue value) {
    if (!stage.hasParam(name)) {
      List<String> known = Arrays.stream(stage.params()).map(Param::name).toList();
      throw new JobException(
          UnknownKeys.where(value.origin())
              + "%s has no param %s; %s"
                  .formatted(name(settings), name, DidYouMean.hint(name, known)));
    }
    Param<?> param = stage.getParam(name);
    Object converted = convert(settings, stage, param, value);
    try {
      stage.set(name, converted);
    } catch (IllegalArgumentException e) {
      throw new JobException(
          UnknownKeys.where(value.origin())
              + "%s: %s = %s is refused. %s"
                  .formatted(name(settings), name, value.unwrapped(), reason(param, e)),
          e);
    }
  }

  /**
   * Returns what a param's check says; Spark's own says only that it is invalid, so the rule is
   * shown.
   */
  private static String reason(Param<?> param, IllegalArgumentException refusal) {
    String said = String.valueOf(refusal.getMessage());
    return said.contains("given invalid value") ? param.name() + ": " + param.doc() : said;
  }

  private static Object convert(
      StageSettings settings, Params stage, Param<?> param, ConfigValue value) {
    if (value instanceof ConfigObject nested && nested.containsKey("class")) {
      String place = settings.place() + ".params." + param.name();
      return stage(StageSettings.of(place, nested, settings.trusted()));
    }
    try {
      return ParamValues.convert(stage, param, value.unwrapped());
    } catch (ParamValues.Mismatch e) {
      throw new JobException(
          UnknownKeys.where(value.origin())
              + "%s: %s must be %s, was %s"
                  .formatted(name(settings), param.name(), e.getMessage(), value.unwrapped()),
          e);
    }
  }

  private static String name(StageSettings settings) {
    return settings.place() + " (" + settings.className() + ")";
  }
}
