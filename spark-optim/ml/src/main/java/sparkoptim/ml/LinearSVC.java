// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import sparkoptim.core.LossRange;
import sparkoptim.core.linear.HingeLoss;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.SmoothHingeLoss;
import sparkoptim.core.linear.SquaredHingeLoss;
import sparkoptim.engine.rows.RowRules;

/**
 * The linear support vector machine of two classes, by any {@link sparkoptim.core.OptimMethod}.
 * Params have MLlib's names and meaning, so that a user changes the import; {@code maxIter} counts
 * passes over the rows. The hinge loss has a kink: {@code optimMethod = auto} trains by losses with
 * ever narrower parabolas there, each from the optimum of the one before.
 */
public class LinearSVC extends ClassifierOfMaps<LinearSVC, LinearSVCModel>
    implements LinearStage<LinearSVCModel>,
        LinearSVCParams,
        LinearParams,
        ValidationParams,
        ClassWeightParams,
        OptimParams,
        LinearSVCSetters<LinearSVC>,
        LinearSetters<LinearSVC>,
        ValidationSetters<LinearSVC>,
        OptimSetters<LinearSVC>,
        ClassWeightSetters<LinearSVC>,
        DefaultParamsWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private static final DefaultParamsReadable<LinearSVC> READABLE = new DefaultParamsReadable<>() {};

  /** Widths of the parabolas at the kink. */
  private static final double[] WIDTHS = {1, 0.25, 0.06, 0.015, 4e-3, 1e-3, 2.5e-4, 6e-5, 1.5e-5};

  /**
   * The last width in units of the tolerance. A loss is at most an eighth of it too large, and of
   * few rows: about as many as there are features end at the kink.
   */
  private static final double LAST = 100;

  private final String uid;
  private final ParamTable table;
  private LinearWeights initial;

  /** Creates an estimator with a random uid. */
  public LinearSVC() {
    this(Identifiable$.MODULE$.randomUID("linearsvc"));
  }

  /**
   * Creates an estimator with a given uid.
   *
   * @param uid identifier of the stage, unique in its pipeline
   */
  public LinearSVC(String uid) {
    this.uid = uid;
    TraitInit.classifier(this);
    table = ParamTable.of(this, Group.ALL, LinearGroup.ALL, ClassWeightGroup.ALL, SvcGroup.ALL);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return OddNames.schema(this, schema, super::transformSchema);
  }

  @Override
  public LinearSVCModel fit(Dataset<?> dataset) {
    if (OddNames.isPlain(this, labelCol(), weightCol())) {
      return super.fit(dataset);
    }
    transformSchema(dataset.schema());
    return copyValues(train(dataset).setParent(this), new ParamMap());
  }

  @Override
  public LinearSVCModel train(Dataset<?> dataset) {
    return trainOn(dataset);
  }

  @Override
  public RowRules rowRules(Dataset<?> dataset) {
    String weight = LinearTrainer.weightColumn(this);
    return new RowRules(getLabelCol(), getFeaturesCol(), weight, 2);
  }

  @Override
  public LinearWeights initialWeights() {
    return initial;
  }

  /**
   * Starts fits from another model's numbers, whatever it was fitted to: features are matched by
   * the names in the metadata of the training rows where both have names, else by their place. New
   * features start at 0. The stage keeps the numbers in memory alone: it is saved without them.
   *
   * @param model to start from
   * @return this stage
   */
  public LinearSVC setInitialModel(LinearSVCModel model) {
    initial = model.linearWeights();
    return this;
  }

  @Override
  public List<LinearSVCModel> fitPath(Dataset<?> dataset, double... regParams) {
    return LinearStage.path(this, dataset, regParams);
  }

  @Override
  public List<LinearSVCModel> fitTogether(Dataset<?> dataset, ParamMap[] maps) {
    return LinearStage.together(this, dataset, maps);
  }

  @Override
  public LinearSVCModel trainOn(LinearTrainer trainer, Dataset<?> dataset, long start) {
    ShardStatistics statistics = trainer.statistics(2);
    double[] byClass = ClassWeights.factors(getClassWeights(), statistics.labelWeights());
    statistics = trainer.statistics(2, byClass);
    double[] labels = statistics.labelWeights();
    int only = ClassLabels.only(labels);
    if (only >= 0 && getFitIntercept()) {
      double[] intercept = {only == 1 ? 1 : -1};
      var weights =
          new LinearWeights(new double[trainer.features()], intercept).named(trainer.names());
      return summarized(weights, trainer.known(0), start, dataset);
    }
    double share = labels[1] / (labels[0] + labels[1]);
    boolean squared = getLoss().equals("squaredHinge");
    LinearObjective objective = squared ? squaredHinge(share) : hinge(share);
    LinearFit fit = trainer.fit(statistics, objective);
    var weights = fit.weights();
    return summarized(weights, fit.outcome(), start, dataset);
  }

  /**
   * The objective, from the best intercept for zero coefficients.
   *
   * @param share of label 1
   */
  private LinearObjective hinge(double share) {
    double intercept = !getFitIntercept() ? 0 : share >= 0.5 ? 1 : -1;
    double ofNull = getFitIntercept() ? 2 * Math.min(share, 1 - share) : 1;
    LinearObjective objective =
        LinearObjective.ofNumbers(this, HingeLoss.LOSS, intercept, new LossRange(0, ofNull));
    return getOptimMethod().equals(AUTO)
        ? objective.by(new SmoothedRoute(smoothLosses()))
        : objective;
  }

  private LinearObjective squaredHinge(double share) {
    double intercept = getFitIntercept() ? 2 * share - 1 : 0;
    double ofNull = getFitIntercept() ? 4 * share * (1 - share) : 1;
    return LinearObjective.ofNumbers(
        this, SquaredHingeLoss.LOSS, intercept, new LossRange(0, ofNull));
  }

  private List<LinearLoss> smoothLosses() {
    List<LinearLoss> losses = new ArrayList<>();
    for (double width : WIDTHS) {
      if (losses.isEmpty() || width > LAST * getTol() * (1 - 1e-9)) {
        losses.add(new SmoothHingeLoss(width));
      }
    }
    return losses;
  }

  /** Adds the summary; its predictions are those of the model with the params of this stage. */
  private LinearSVCModel summarized(
      LinearWeights weights, TrainingOutcome outcome, long start, Dataset<?> dataset) {
    LinearSVCModel model = new LinearSVCModel(uid, weights);
    LinearSVCModel same = copyValues(model.bare(), new ParamMap());
    double seconds = (System.nanoTime() - start) / 1e9;
    return model.setSummary(
        Option.apply(
            new LinearSVCTrainingSummary(
                outcome, weights.sha256(), seconds, same.predicted(dataset))));
  }

  @Override
  public LinearSVC self() {
    return this;
  }

  /**
   * Returns the bytes that the model will take, which servers of Spark Connect ask for.
   *
   * @param dataset as for {@code fit}
   */
  public long estimateModelSize(Dataset<?> dataset) {
    return ModelSize.ofFit(this, dataset, getFeaturesCol(), 1);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ParamTable paramTable() {
    return table;
  }

  @Override
  public LinearSVC copy(ParamMap extra) {
    LinearSVC copy = defaultCopy(extra);
    copy.initial = initial;
    return copy;
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<LinearSVC> read() {
    return READABLE.read();
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage with its params
   */
  public static LinearSVC load(String path) {
    return read().load(path);
  }
}
