// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MLlib's cross-validator, which tries the strengths of a linear stage's penalty together: in every
 * fold rows are read, dealt and measured once, and each fit starts where the one of the next
 * stronger penalty ended; a {@link RegressionEvaluator}'s metric of all models of {@link
 * LinearRegression} takes one pass. Folds, metrics and the model are MLlib's. The estimator is a
 * linear stage, or a pipeline that ends with one, and the maps differ in its {@code regParam}
 * alone; everything else is left to MLlib.
 */
public class CrossValidator extends org.apache.spark.ml.tuning.CrossValidator {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(CrossValidator.class);

  /** Creates a validator with a random uid. */
  public CrossValidator() {
    this(Identifiable$.MODULE$.randomUID("cv"));
  }

  /**
   * Creates a validator with a given uid.
   *
   * @param uid identifier of the stage, unique in its pipeline
   */
  public CrossValidator(String uid) {
    super(uid);
  }

  /** The stages before a linear one, and that. */
  private record Path(PipelineStage[] before, Estimator<?> last) {
    /** Returns the way of an estimator; null where it does not end with a linear stage. */
    static Path of(Estimator<?> estimator) {
      if (estimator instanceof LinearStage<?>) {
        return new Path(new PipelineStage[0], estimator);
      }
      if (estimator instanceof Pipeline pipeline && pipeline.isSet(pipeline.stages())) {
        PipelineStage[] stages = pipeline.getStages();
        int last = stages.length - 1;
        if (last >= 0 && stages[last] instanceof LinearStage<?>) {
          return new Path(Arrays.copyOf(stages, last), (Estimator<?>) stages[last]);
        }
      }
      return null;
    }

    boolean fits(ParamMap[] maps) {
      return maps.length > 1 && LinearStage.strengths((LinearParams) last, maps) != null;
    }

    List<Transformer> fit(Dataset<?> rows, ParamMap[] maps) {
      List<Transformer> models = new ArrayList<>();
      for (Object model : ((FitsTogether) last).fitTogether(rows, maps)) {
        models.add((Transformer) model);
      }
      return models;
    }
  }

  @Override
  public CrossValidatorModel fit(Dataset<?> dataset) {
    Path path = Path.of(getEstimator());
    ParamMap[] maps = getEstimatorParamMaps();
    if (path == null || !path.fits(maps) || getCollectSubModels()) {
      return super.fit(dataset);
    }
    transformSchema(dataset.schema(), true);
    double[] sums = new double[maps.length];
    for (Fold fold : Fold.of(this, dataset)) {
      double[] metrics = metrics(path, maps, fold);
      LOG.info("{}: metrics of a fold: {}", uid(), Arrays.toString(metrics));
      for (int i = 0; i < sums.length; i++) {
        sums[i] += metrics[i];
      }
    }
    double[] means = Arrays.stream(sums).map(sum -> sum / getNumFolds()).toArray();
    int best = best(means, getEvaluator().isLargerBetter());
    Model<?> model = (Model<?>) getEstimator().fit(dataset, maps[best]);
    return copyValues(new CrossValidatorModel(uid(), model, means).setParent(this), new ParamMap());
  }

  private double[] metrics(Path path, ParamMap[] maps, Fold fold) {
    Dataset<Row> training = fold.training().cache();
    Dataset<Row> validation = fold.validation().cache();
    try {
      PipelineModel before = new Pipeline().setStages(path.before()).fit(training);
      List<Transformer> models = path.fit(before.transform(training), maps);
      Dataset<Row> rows = before.transform(validation);
      return metrics(models, maps, rows);
    } finally {
      training.unpersist();
      validation.unpersist();
    }
  }

  private double[] metrics(List<Transformer> models, ParamMap[] maps, Dataset<Row> rows) {
    Evaluator evaluator = getEvaluator();
    if (evaluator.getClass() == RegressionEvaluator.class
        && models.get(0) instanceof LinearRegressionModel first
        && first.getPredictionCol().equals(((RegressionEvaluator) evaluator).getPredictionCol())) {
      List<LinearRegressionModel> lines =
          models.stream().map(LinearRegressionModel.class::cast).toList();
      return RegressionSums.metrics((RegressionEvaluator) evaluator, lines, rows);
    }
    double[] metrics = new double[maps.length];
    for (int i = 0; i < metrics.length; i++) {
      metrics[i] = evaluator.evaluate(models.get(i).transform(rows, maps[i]));
    }
    return metrics;
  }

  private static int best(double[] metrics, boolean larger) {
    int best = 0;
    for (int i = 1; i < metrics.length; i++) {
      boolean better = larger ? metrics[i] > metrics[best] : metrics[i] < metrics[best];
      best = better || Double.isNaN(metrics[best]) ? i : best;
    }
    return best;
  }

  /**
   * Returns MLlib's writer: what it saves is MLlib's own validator with the same settings.
   *
   * @return the writer
   */
  @Override
  public MLWriter write() {
    var theirs = new org.apache.spark.ml.tuning.CrossValidator(uid());
    return copyValues(theirs, new ParamMap()).write();
  }

  /** Returns a reader of what {@link #save} wrote, or MLlib's validator. */
  public static MLReader<org.apache.spark.ml.tuning.CrossValidator> read() {
    return new MLReader<>() {
      @Override
      public CrossValidator load(String path) {
        var theirs =
            org.apache.spark.ml.tuning.CrossValidator.read().session(sparkSession()).load(path);
        return theirs.copyValues(new CrossValidator(theirs.uid()), new ParamMap());
      }
    };
  }

  /**
   * Loads what {@link #save} wrote, or MLlib's validator.
   *
   * @param path the folder, on any Hadoop file system
   * @return the validator with its settings
   */
  public static CrossValidator load(String path) {
    return (CrossValidator) read().load(path);
  }
}
