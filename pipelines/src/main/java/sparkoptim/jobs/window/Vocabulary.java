// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.param.Param;
import sparkoptim.core.PlainText;
import sparkoptim.jobs.DataException;

/** Whether the fitted stages in front of a model come from its parent. */
public enum Vocabulary {
  /** The parent's, so that a feature is the same in both models. */
  FROZEN,
  /** Fitted to the new rows. */
  REFIT;

  private static final String INVALID = "handleInvalid";

  /**
   * Prepares the first of a row of models whose stages will be frozen: indexers keep a place for
   * texts that come later, where the configuration does not say otherwise.
   */
  public static Pipeline open(Pipeline pipeline) {
    for (PipelineStage stage : pipeline.getStages()) {
      if (stage instanceof StringIndexer indexer && !indexer.isSet(indexer.getParam(INVALID))) {
        indexer.setHandleInvalid("keep");
      }
    }
    return pipeline;
  }

  /**
   * Returns the parent's fitted stages in front of the stage that is to be trained.
   *
   * @param prepared all stages that would be fitted, the last one to be trained
   * @param configured how many in front of it the configuration names; others are made of the data
   * @throws DataException if the configuration asks for other stages than the parent has
   */
  public static Pipeline frozen(Pipeline prepared, int configured, PipelineModel parent) {
    PipelineStage[] wanted = prepared.getStages();
    Transformer[] has = parent.stages();
    boolean madeOfData = wanted.length - 1 > configured;
    if (madeOfData ? has.length - 1 < configured : has.length != wanted.length) {
      throw new DataException(
          PlainText.of(
              "vocabulary = frozen: the configuration has %d stages in front, and the parent model %d (vocabulary = refit fits them anew)",
              wanted.length - 1, has.length - 1));
    }
    for (int i = 2; i < configured + 2; i++) {
      refuseOther(wanted[wanted.length - i], has[has.length - i]);
    }
    List<PipelineStage> stages = new ArrayList<>(Arrays.asList(has).subList(0, has.length - 1));
    stages.add(wanted[wanted.length - 1]);
    return new Pipeline().setStages(stages.toArray(PipelineStage[]::new));
  }

  private static void refuseOther(PipelineStage wanted, Transformer has) {
    String name = wanted.getClass().getSimpleName();
    String fitted = wanted instanceof Estimator<?> ? name + "Model" : name;
    if (!has.getClass().getSimpleName().equals(fitted)) {
      throw new DataException(
          "vocabulary = frozen: the configuration has a %s where the parent model has a %s (vocabulary = refit fits the stages anew)"
              .formatted(name, has.getClass().getSimpleName()));
    }
    for (Param<?> param : wanted.params()) {
      if (wanted.isSet(param) && !param.name().equals(INVALID) && has.hasParam(param.name())) {
        refuseOther(wanted, has, param);
      }
    }
  }

  private static <T> void refuseOther(PipelineStage wanted, Transformer has, Param<T> param) {
    String value = param.jsonEncode(wanted.getOrDefault(param));
    @SuppressWarnings("unchecked") // params of one name are of one type
    Param<T> other = (Param<T>) has.getParam(param.name());
    String parents = has.isDefined(other) ? param.jsonEncode(has.getOrDefault(other)) : "not set";
    if (!value.equals(parents)) {
      throw new DataException(
          "vocabulary = frozen: %s.%s is %s, and in the parent model %s (vocabulary = refit fits the stages anew)"
              .formatted(wanted.getClass().getSimpleName(), param.name(), value, parents));
    }
  }
}
