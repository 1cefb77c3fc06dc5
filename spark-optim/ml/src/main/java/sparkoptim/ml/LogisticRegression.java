// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.shared.HasWeightCol;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import sparkoptim.core.linear.LogisticLoss;
import sparkoptim.core.linear.SoftmaxCrossEntropy;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.rows.RowRules;

/**
 * Logistic regression, binary and multinomial, by any {@link sparkoptim.core.OptimMethod}. Params
 * have MLlib's names and meaning, so that a user changes the import; {@code maxIter} counts passes
 * over the rows. Without settings it trains to convergence by SVRG with Barzilai-Borwein steps. L2
 * only: there is no {@code elasticNetParam}.
 */
public class LogisticRegression
    extends ProbabilisticClassifier<Vector, LogisticRegression, LogisticRegressionModel>
    implements LogisticParams,
        LinearParams,
        OptimParams,
        LinearSetters<LogisticRegression>,
        OptimSetters<LogisticRegression>,
        HasWeightCol,
        DefaultParamsWritable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LogisticRegression.class);
  private static final DefaultParamsReadable<LogisticRegression> READABLE =
      new DefaultParamsReadable<>() {};

  /** Labels beyond this are taken for a mistake, as in MLlib, unless the schema says otherwise. */
  private static final int MOST_CLASSES = 100;

  private final String uid;
  private final Group optim;
  private final LinearGroup linear;
  private final LogisticGroup logistic;
  private Param<String> weightCol;

  /** Creates an estimator with a random uid. */
  public LogisticRegression() {
    this(Identifiable$.MODULE$.randomUID("logreg"));
  }

  /**
   * Creates an estimator with a given uid.
   *
   * @param uid identifier of the stage, unique in its pipeline
   */
  public LogisticRegression(String uid) {
    this.uid = uid;
    TraitInit.probabilistic(this);
    HasWeightCol.$init$(this);
    optim = new Group(this, OptimDefaults.LINEAR);
    linear = new LinearGroup(this);
    logistic = new LogisticGroup(this);
  }

  @Override
  public LogisticRegressionModel train(Dataset<?> dataset) {
    return FitJobs.run(dataset.sparkSession().sparkContext(), uid, jobs -> train(dataset, jobs));
  }

  private LogisticRegressionModel train(Dataset<?> dataset, FitJobs jobs) {
    long start = System.nanoTime();
    int known = knownClasses(dataset);
    String weight = weighted() ? getWeightCol() : null;
    RowRules rules =
        new RowRules(getLabelCol(), getFeaturesCol(), weight, known > 0 ? known : MOST_CLASSES);
    try (LinearTrainer trainer = new LinearTrainer(this, jobs, dataset, rules)) {
      int classes = Math.max(2, Math.max(known, trainer.largestLabel() + 1));
      boolean multinomial = multinomial(classes);
      LinearTrainer.Statistics statistics = trainer.statistics(classes);
      double[] labels = statistics.labelWeights();
      int only = onlyLabel(labels);
      LogisticRegressionModel model;
      if (only >= 0 && getFitIntercept()) {
        model = constantModel(only, classes, multinomial, trainer.features());
      } else {
        PresentClasses present = multinomial && only < 0 ? present(labels) : every(classes);
        LinearFit fit =
            multinomial
                ? trainer.fit(
                    statistics,
                    SoftmaxCrossEntropy.LOSS,
                    present.count(),
                    logShares(present.of(labels)),
                    present)
                : trainer.fit(statistics, LogisticLoss.LOSS, 1, logOdds(labels), present);
        model =
            LogisticRegressionModel.of(
                uid, fit, classes, multinomial ? present : null, getRegParam() == 0);
        double seconds = (System.nanoTime() - start) / 1e9;
        model.setSummary(new TrainingSummary(fit.outcome(), model.weightsSha256(), seconds));
      }
      return model;
    }
  }

  /** Leaves out classes without rows, with one warning. */
  private PresentClasses present(double[] labels) {
    PresentClasses present = new PresentClasses(labels);
    if (!present.all()) {
      LOG.warn(
          "{}: no row of weight > 0 has the label {}: it takes no part in the training and has"
              + " probability 0. Labels are 0, 1, 2, ... (jobs renumber them by data.relabel ="
              + " sorted)",
          uid,
          Arrays.stream(present.absent())
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(", ")));
    }
    return present;
  }

  private static PresentClasses every(int classes) {
    double[] weights = new double[classes];
    Arrays.fill(weights, 1);
    return new PresentClasses(weights);
  }

  private boolean weighted() {
    return isDefined(weightCol()) && !getWeightCol().isEmpty();
  }

  /** Returns the number of classes in the label column's metadata; 0 if the metadata do not say. */
  private int knownClasses(Dataset<?> dataset) {
    Option<Object> classes = MetadataUtils.getNumClasses(dataset.schema().apply(getLabelCol()));
    return classes.isDefined() ? (Integer) classes.get() : 0;
  }

  private boolean multinomial(int classes) {
    String family = getFamily().toLowerCase(Locale.ROOT);
    if (family.equals("binomial") && classes > 2) {
      throw new IllegalArgumentException(
          "family binomial needs labels 0 and 1, column %s has %d classes"
              .formatted(getLabelCol(), classes));
    }
    return family.equals("multinomial") || classes > 2;
  }

  private static int onlyLabel(double[] weights) {
    int only = -1;
    for (int label = 0; label < weights.length; label++) {
      if (weights[label] > 0) {
        if (only >= 0) {
          return -1;
        }
        only = label;
      }
    }
    return only;
  }

  /** All labels are one: certainty without coefficients, as in MLlib. */
  private LogisticRegressionModel constantModel(
      int label, int classes, boolean multinomial, int features) {
    double[] intercepts = new double[multinomial ? classes : 1];
    if (multinomial) {
      intercepts[label] = Double.POSITIVE_INFINITY;
    } else {
      intercepts[0] = label == 1 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    double[] coefficients = new double[intercepts.length * features];
    return new LogisticRegressionModel(uid, coefficients, intercepts, classes, multinomial);
  }

  /** Returns the best intercept for zero coefficients; 0 where a class is missing. */
  private static double[] logOdds(double[] labels) {
    boolean both = labels[0] > 0 && labels[1] > 0;
    return new double[] {both ? StrictMath.log(labels[1] / labels[0]) : 0};
  }

  private static double[] logShares(double[] labels) {
    double[] logs = Arrays.stream(labels).map(StrictMath::log1p).toArray();
    double mean = Arrays.stream(logs).sum() / logs.length;
    return Arrays.stream(logs).map(log -> log - mean).toArray();
  }

  /**
   * Sets the family: auto, binomial or multinomial. Default auto.
   *
   * @param value the new value
   * @return this stage
   */
  public LogisticRegression setFamily(String value) {
    set(family(), value);
    return this;
  }

  /**
   * Sets the column of row weights; unset or empty means 1. Default unset.
   *
   * @param value the new value
   * @return this stage
   */
  public LogisticRegression setWeightCol(String value) {
    set(weightCol(), value);
    return this;
  }

  /**
   * Sets the binary threshold, and clears thresholds. Default 0.5.
   *
   * @param value the new value
   * @return this stage
   */
  public LogisticRegression setThreshold(double value) {
    clear(thresholds());
    set(threshold(), value);
    return this;
  }

  /**
   * Sets one threshold per class, and clears the binary threshold.
   *
   * @param value the new value
   * @return this stage
   */
  @Override
  public LogisticRegression setThresholds(double[] value) {
    clear(threshold());
    return super.setThresholds(value);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    if (weighted()) {
      SchemaUtils.checkNumericType(schema, getWeightCol(), "");
    }
    return super.transformSchema(schema);
  }

  @Override
  public LogisticRegression self() {
    return this;
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Group optim() {
    return optim;
  }

  @Override
  public LinearGroup linear() {
    return linear;
  }

  @Override
  public LogisticGroup logistic() {
    return logistic;
  }

  @Override
  public Param<String> weightCol() {
    return weightCol;
  }

  @Override
  public void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> param) {
    weightCol = param;
  }

  @Override
  public LogisticRegression copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<LogisticRegression> read() {
    return READABLE.read();
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage or model with its params
   */
  public static LogisticRegression load(String path) {
    return read().load(path);
  }
}
