// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import sparkoptim.core.LossRange;
import sparkoptim.core.linear.HuberLoss;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.rows.RowRules;

/** A small linear stage, as one would write it: robust regression by Huber's loss. */
public class HuberRegression extends Regressor<Vector, HuberRegression, HuberRegressionModel>
    implements LinearParams,
        ValidationParams,
        OptimParams,
        LinearSetters<HuberRegression>,
        ValidationSetters<HuberRegression>,
        OptimSetters<HuberRegression>,
        DefaultParamsWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private static final DefaultParamsReadable<HuberRegression> READABLE =
      new DefaultParamsReadable<>() {};

  private final String uid;
  private final ParamTable table;

  /** Creates an estimator with a random uid. */
  public HuberRegression() {
    this(Identifiable$.MODULE$.randomUID("huber"));
  }

  /** Creates an estimator with a given uid. */
  public HuberRegression(String uid) {
    this.uid = uid;
    TraitInit.predictor(this);
    table = ParamTable.of(this, Group.ALL, LinearGroup.ALL);
  }

  @Override
  public HuberRegressionModel train(Dataset<?> dataset) {
    return FitJobs.run(dataset.sparkSession().sparkContext(), uid, jobs -> train(dataset, jobs));
  }

  private HuberRegressionModel train(Dataset<?> dataset, FitJobs jobs) {
    String weight = LinearTrainer.weightColumn(this);
    RowRules rules = new RowRules(getLabelCol(), getFeaturesCol(), weight, 0);
    try (LinearTrainer trainer = new LinearTrainer(this, jobs, dataset, rules)) {
      LinearObjective objective =
          LinearObjective.ofNumbers(this, new HuberLoss(1.35), 0, LossRange.UNKNOWN);
      LinearFit fit = trainer.fit(trainer.statistics(0), objective);
      return new HuberRegressionModel(uid, fit.coefficients(), fit.intercepts()[0]);
    }
  }

  @Override
  public HuberRegression self() {
    return this;
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
  public HuberRegression copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<HuberRegression> read() {
    return READABLE.read();
  }

  /** Loads what {@link #save} wrote. */
  public static HuberRegression load(String path) {
    return read().load(path);
  }
}
