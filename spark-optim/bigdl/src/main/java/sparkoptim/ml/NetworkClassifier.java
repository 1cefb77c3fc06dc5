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
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import sparkoptim.bigdl.LabelScale;
import sparkoptim.bigdl.network.SoftmaxLoss;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.rows.RowRules;

/**
 * A BigDL network that tells classes, trained by any {@link sparkoptim.core.OptimMethod} to the
 * least cross entropy of its softmax. Its last layer has one output per class. Features are taken
 * as they are. {@code maxIter} counts passes over the rows; {@code regParam} leaves out biases and
 * scales.
 */
public class NetworkClassifier
    extends ProbabilisticClassifier<Vector, NetworkClassifier, NetworkClassificationModel>
    implements NetworkParams,
        OptimParams,
        NetworkSetters<NetworkClassifier>,
        OptimSetters<NetworkClassifier>,
        HasWeightCol,
        DefaultParamsWritable {
  private static final long serialVersionUID = 1L;
  private static final DefaultParamsReadable<NetworkClassifier> READABLE =
      new DefaultParamsReadable<>() {};

  /** Labels beyond this are taken for a mistake, as in MLlib, unless the schema says otherwise. */
  private static final int MOST_CLASSES = 100;

  private final String uid;
  private final Group optim;
  private final NetworkGroup net;
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
    optim = new Group(this, NetworkGroup.DEFAULTS);
    net = new NetworkGroup(this);
  }

  @Override
  public NetworkClassificationModel train(Dataset<?> dataset) {
    return FitJobs.run(dataset.sparkSession().sparkContext(), uid, jobs -> train(dataset, jobs));
  }

  private NetworkClassificationModel train(Dataset<?> dataset, FitJobs jobs) {
    long start = System.nanoTime();
    int known = knownClasses(dataset);
    String weight = isDefined(weightCol()) && !getWeightCol().isEmpty() ? getWeightCol() : null;
    RowRules rules =
        new RowRules(getLabelCol(), getFeaturesCol(), weight, known > 0 ? known : MOST_CLASSES);
    try (NetworkFit fit = new NetworkFit(this, jobs, dataset, rules)) {
      int classes = Math.max(2, Math.max(known, fit.largestLabel() + 1));
      String because = "as column %s has %d classes".formatted(getLabelCol(), classes);
      NetworkFit.Result result = fit.train(classes, because, new SoftmaxLoss(), LabelScale.NONE);
      NetworkClassificationModel model =
          new NetworkClassificationModel(uid, result.network(), classes);
      double seconds = (System.nanoTime() - start) / 1e9;
      model.setSummary(new TrainingSummary(result.outcome(), model.weightsSha256(), seconds));
      return model;
    }
  }

  /** Returns the number of classes in the label column's metadata; 0 if the metadata do not say. */
  private int knownClasses(Dataset<?> dataset) {
    Option<Object> classes = MetadataUtils.getNumClasses(dataset.schema().apply(getLabelCol()));
    return classes.isDefined() ? (Integer) classes.get() : 0;
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
  public Group optim() {
    return optim;
  }

  @Override
  public NetworkGroup net() {
    return net;
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
