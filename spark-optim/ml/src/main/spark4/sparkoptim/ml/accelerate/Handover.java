// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml.accelerate;

import java.util.Arrays;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.ml.TrainingSummary;

/** What one stage has and another takes over. */
final class Handover {
  private static final Logger LOG = LoggerFactory.getLogger(Accelerate.class);

  private Handover() {}

  /** Gives ours all params that are set; false, with a line in the log, where ours cannot do it. */
  static boolean taken(PipelineStage mllib, PipelineStage ours, Dataset<?> rows) {
    try {
      for (Param<?> param : mllib.params()) {
        if (mllib.isSet(param)) {
          ours.set(ours.getParam(param.name()), mllib.getOrDefault(param));
        }
      }
      ours.transformSchema(rows.schema());
      return true;
    } catch (RuntimeException e) {
      refuse(mllib, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      return false;
    }
  }

  /** Returns whether a folder has a saved stage or model of a class. */
  static boolean isOf(Class<?> type, String path) {
    SparkSession session = SparkSession.builder().getOrCreate();
    String saved = DefaultParamsReader.loadMetadata(path, session, "").className();
    return saved.equals(type.getName());
  }

  /** Says why MLlib fits a stage itself. */
  static void refuse(PipelineStage mllib, String why) {
    LOG.warn("{} is fitted by MLlib: {}", mllib.uid(), why);
  }

  /** Returns a stage with the same params. */
  static <S extends PipelineStage> S copied(PipelineStage from, S to) {
    from.copyValues(to, new ParamMap());
    return to;
  }

  /** Gives a model the params of the stage that it comes from, and no other. */
  static <M extends Model<M>> M of(PipelineStage stage, M model) {
    for (Param<?> param : model.params()) {
      if (model.isSet(param)) {
        model.clear(param);
      }
    }
    return copied(stage, model);
  }

  /** Returns the objectives that a training has seen, as MLlib lists them. */
  static double[] objectives(TrainingSummary summary) {
    return Arrays.stream(summary.objectiveHistory()).filter(Double::isFinite).toArray();
  }
}
