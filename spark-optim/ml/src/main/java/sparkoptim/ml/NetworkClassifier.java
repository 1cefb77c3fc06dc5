// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.shared.HasWeightCol;
import org.apache.spark.ml.util.DefaultParamsReadable;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.PlainText;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkTask;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.rows.RowRules;

/**
 * A network that tells classes, trained by any {@link sparkoptim.core.OptimMethod} to the least
 * cross entropy of its softmax. Its last layer has one output per class. Features are taken as they
 * are. {@code maxIter} counts passes over the rows; {@code regParam} leaves out biases and scales.
 */
public class NetworkClassifier
    extends ProbabilisticClassifier<Vector, NetworkClassifier, NetworkClassificationModel>
    implements NetworkParams,
        OptimParams,
        NetworkSetters<NetworkClassifier>,
        OptimSetters<NetworkClassifier>,
        HasWeightCol,
        DefaultParamsWritable,
        MLWritable {
  private static final long serialVersionUID = 1L;
  private static final DefaultParamsReadable<NetworkClassifier> READABLE =
      new DefaultParamsReadable<>() {};

  private final String uid;
  private final ParamTable table;
  private Param<String> weightCol;

  /** Creates a classifier with a random uid. */
  public NetworkClassifier() {
    this(Identifiable$.MODULE$.randomUID("netcls"));
  }

  /**
   * Creates a classifier with a given uid.
   *
   * @param uid identifier of the stage, unique in its pipeline
   */
  public NetworkClassifier(String uid) {
    this.uid = uid;
    TraitInit.probabilistic(this);
    HasWeightCol.$init$(this);
    table = ParamTable.of(this, Group.ALL, NetworkGroup.ALL);
  }

  @Override
  public NetworkClassificationModel train(Dataset<?> dataset) {
    return FitJobs.run(dataset.sparkSession().sparkContext(), uid, jobs -> train(dataset, jobs));
  }

  private NetworkClassificationModel train(Dataset<?> dataset, FitJobs jobs) {
    long start = System.nanoTime();
    ClassLabels known = ClassLabels.of(dataset, getLabelCol());
    String weight = isDefined(weightCol()) && !getWeightCol().isEmpty() ? getWeightCol() : null;
    RowRules rules = new RowRules(getLabelCol(), getFeaturesCol(), weight, known.most());
    try (NetworkFit fit = new NetworkFit(this, jobs, dataset, rules)) {
      int classes = known.count(fit.largestLabel());
      ClassLabels.requireThresholds(this, classes);
      String because = PlainText.of("as column %s has %d classes", getLabelCol(), classes);
      NetworkFit.Result result =
          fit.train(classes, because, NetworkTask.Loss.SOFTMAX, LabelScale.NONE);
      NetworkClassificationModel model =
          new NetworkClassificationModel(uid, result.network(), classes);
      double seconds = (System.nanoTime() - start) / 1e9;
      model.setSummary(new TrainingSummary(result.outcome(), model.weightsSha256(), seconds));
      return model;
    }
  }

  @Override
  public NetworkClassifier self() {
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
  public NetworkClassifier copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /**
   * Sets the column of row weights; unset or empty means 1. Default unset.
   *
   * @param value the new value
   * @return this stage
   */
  public NetworkClassifier setWeightCol(String value) {
    ParamSpec.requireGiven("weightCol", value);
    set(weightCol(), value);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    if (isDefined(weightCol()) && !getWeightCol().isEmpty()) {
      SchemaUtils.checkNumericType(schema, getWeightCol(), "");
    }
    return super.transformSchema(schema);
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

  /** Returns a reader of what {@link #save} wrote. */
  public static MLReader<NetworkClassifier> read() {
    return READABLE.read();
  }

  /**
   * Loads what {@link #save} wrote.
   *
   * @param path the folder, on any Hadoop file system
   * @return the stage or model with its params
   */
  public static NetworkClassifier load(String path) {
    return read().load(path);
  }
}
