// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.ElementwiseProduct;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.MinHashLSH;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

final class StageFactoryTest {
  private static final String LR = "org.apache.spark.ml.classification.LogisticRegression";

  /** Whose code must not run before somebody knows what it is. */
  static final class NoStage {
    static {
      System.setProperty("sparkoptim.test.initialized", "NoStage");
    }
  }

  /** A stage that cannot be trained. */
  public static final class Marking extends org.apache.spark.ml.feature.Tokenizer {
    private static final long serialVersionUID = 1L;

    static {
      System.setProperty("sparkoptim.test.initialized", "Marking");
    }
  }

  @Test
  void class_thatIsNoStage_isNotInitialized() {
    System.clearProperty("sparkoptim.test.initialized");
    assertThatThrownBy(() -> stage("class = \"%s\"".formatted(NoStage.class.getName())))
        .hasMessageContaining("is not a Spark ML stage");
    String marking = "class = \"%s\"".formatted(Marking.class.getName());
    assertThatThrownBy(() -> StageFactory.pipeline(List.of(), settings(marking), "label"))
        .hasMessageContaining("cannot be trained");
    assertThat(System.getProperty("sparkoptim.test.initialized")).isNull();
    stage(marking);
    assertThat(System.getProperty("sparkoptim.test.initialized")).isEqualTo("Marking");
  }

  @Test
  void class_outsideOfTheTrustedPackages_isRefused() {
    refused("[sparkoptim.ml]", "StringIndexer", "org.apache.spark.ml.feature.StringIndexer is in");
    refused("[org.apache.spark.ml.feature]", "LogisticRegression", "sparkoptim.ml.LogisticRegres");
    refused("[org.apache.spark]", "SQLTransformer", "of which it needs its whole name");
    refused("[org.apache.spark.ml.feat]", "StringIndexer", "is in none of trustedPackages");
    refused("nonsense", "StringIndexer", "trustedPackages must be a list");
    refused(
        "[org.apache.spark.ml.classification.OneVsRest]",
        "OneVsRest, params {classifier {class = LogisticRegression}}",
        "params.classifier.class: the class sparkoptim.ml.LogisticRegression");
    assertThat(trusted("[org.apache.spark]", "StringIndexer")).isNotNull();
    assertThat(trusted("[org.apache.spark.ml.feature.SQLTransformer]", "SQLTransformer"))
        .isNotNull();
    assertThat(trusted("[]", "SQLTransformer")).isNotNull();
  }

  private static void refused(String trusted, String name, String message) {
    assertThatThrownBy(() -> trusted(trusted, name))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(message);
  }

  private static PipelineStage trusted(String trusted, String name) {
    return StageFactory.stage(
        StageSettings.last(
            ConfigFactory.parseString(
                "stage {class = %s}, trustedPackages = %s".formatted(name, trusted))));
  }

  @Test
  void stage_scalarParams_areConverted() {
    var stage =
        (LogisticRegression)
            stage(
                "class = %s, params {regParam = 1, maxIter = 7, fitIntercept = false, family = auto}"
                    .formatted(LR));
    assertThat(stage.getRegParam()).isEqualTo(1.0);
    assertThat(stage.getMaxIter()).isEqualTo(7);
    assertThat(stage.getFitIntercept()).isFalse();
    assertThat(stage.getFamily()).isEqualTo("auto");
  }

  @Test
  void stage_device_isAsConfigured() {
    var stage =
        (sparkoptim.ml.LogisticRegression)
            stage("class = LogisticRegression, params {device = auto, devicePrecision = double}");
    assertThat(stage.getDevice()).isEqualTo("auto");
    assertThat(stage.getDevicePrecision()).isEqualTo("double");
    assertThatThrownBy(() -> stage("class = LogisticRegression, params {device = tpu}"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("device = tpu is refused. device: where gradients are computed");
  }

  @Test
  void stage_textsThatReadAsNumbers_areConverted() {
    var stage =
        (LogisticRegression)
            stage("class = %s, params {regParam = \"0.5\", maxIter = \"3\"}".formatted(LR));
    assertThat(stage.getRegParam()).isEqualTo(0.5);
    assertThat(stage.getMaxIter()).isEqualTo(3);
  }

  @Test
  void stage_lists_areConverted() {
    assertThat(
            ((StringIndexer) stage("class = StringIndexer, params {inputCols = [a, b]}"))
                .getInputCols())
        .containsExactly("a", "b");
    assertThat(
            ((VectorSlicer) stage("class = VectorSlicer, params {indices = [2, 0]}")).getIndices())
        .containsExactly(2, 0);
    assertThat(
            ((Bucketizer) stage("class = Bucketizer, params {splits = [-Infinity, 0, 2.5]}"))
                .getSplits())
        .containsExactly(Double.NEGATIVE_INFINITY, 0, 2.5);
    assertThat(
            ((Bucketizer)
                    stage("class = Bucketizer, params {splitsArray = [[0, 1, 2], [3, 4, 5]]}"))
                .getSplitsArray())
        .isDeepEqualTo(new double[][] {{0, 1, 2}, {3, 4, 5}});
  }

  @Test
  void stage_otherTypes_areConverted() {
    assertThat(
            ((ElementwiseProduct) stage("class = ElementwiseProduct, params {scalingVec = [1, 2]}"))
                .getScalingVec()
                .toArray())
        .containsExactly(1, 2);
    assertThat(((Imputer) stage("class = Imputer, params {missingValue = NaN}")).getMissingValue())
        .isNaN();
    assertThat(((MinHashLSH) stage("class = MinHashLSH, params {seed = 12345678901}")).getSeed())
        .isEqualTo(12345678901L);
  }

  @Test
  void stage_stageAsParam_isBuilt() {
    var stage =
        (OneVsRest)
            stage("class = OneVsRest, params.classifier {class = LinearSVC, params.maxIter = 3}");
    assertThat(stage.getClassifier().explainParams()).contains("maxIter").contains("current: 3");
  }

  @Test
  void stage_nullParam_keepsTheDefault() {
    var stage = (OneHotEncoder) stage("class = OneHotEncoder, params {dropLast = null}");
    assertThat(stage.getDropLast()).isTrue();
  }

  @Test
  void stage_unknownClass_namesTheNearest() {
    refused("class = StringIndexr")
        .hasMessage("x: there is no class StringIndexr; did you mean StringIndexer?");
    refused("class = org.apache.spark.ml.feature.StringIndexr")
        .hasMessageEndingWith("did you mean org.apache.spark.ml.feature.StringIndexer?");
  }

  @Test
  void stage_notAStage_isRefused() {
    refused("class = java.lang.String").hasMessage("x (java.lang.String) is not a Spark ML stage");
    refused("class = org.apache.spark.ml.classification.LogisticRegressionModel")
        .hasMessageContaining("cannot be made without arguments");
    refused("class = [1]").hasMessageContaining("x.class must be a text");
  }

  @Test
  void stage_unknownParam_namesTheNearest() {
    refused("class = %s, params.regParm = 1".formatted(LR))
        .hasMessageContaining("x (" + LR + ") has no param regParm; did you mean regParam?");
  }

  @Test
  void stage_wrongType_saysWhatIsExpected() {
    refused("class = %s, params.maxIter = 1.5".formatted(LR))
        .hasMessageContaining("maxIter must be a whole number between -2^31 and 2^31 - 1, was 1.5");
    refused("class = %s, params.maxIter = 3000000000".formatted(LR)).hasMessageContaining("2^31");
    refused("class = %s, params.regParam = small".formatted(LR))
        .hasMessageContaining("regParam must be a number, was small");
    refused("class = %s, params.fitIntercept = yes".formatted(LR))
        .hasMessageContaining("fitIntercept must be true or false, was yes");
    refused("class = %s, params.family = [a]".formatted(LR))
        .hasMessageContaining("family must be a text, was [a]");
    refused("class = StringIndexer, params.inputCols = a")
        .hasMessageContaining("inputCols must be a list of texts, was a");
    refused("class = MinHashLSH, params.seed = 0.5").hasMessageContaining("2^63");
    refused("class = Bucketizer, params.splits = [a, b]")
        .hasMessageContaining("splits must be a list of numbers");
    refused("class = %s, params.lowerBoundsOnCoefficients = [1]".formatted(LR))
        .hasMessageContaining("must be a list of lists of numbers");
  }

  @Test
  void stage_refusedByTheParam_showsItsRule() {
    refused("class = %s, params.regParam = -1".formatted(LR))
        .hasMessageContaining(
            "regParam = -1 is refused. regParam: regularization parameter (>= 0)");
    refused("class = StringIndexer, params.handleInvalid = drop")
        .hasMessageContaining("handleInvalid = drop is refused")
        .hasMessageContaining("'skip'");
  }

  @Test
  void stage_paramThatSaysWhy_isHeard() {
    refused("class = \"sparkoptim.jobs.StageFactoryTest$Choosy\", params.taste = salt")
        .hasMessageContaining("taste = salt is refused. only sugar is fine");
  }

  @Test
  void pipeline_labelColumn_isThatOfTheData() {
    assertThat(((LogisticRegression) last("class = " + LR)).getLabelCol()).isEqualTo("target");
    assertThat(
            ((LogisticRegression) last("class = %s, params.labelCol = own".formatted(LR)))
                .getLabelCol())
        .isEqualTo("own");
  }

  @Test
  void pipeline_lastStageCannotBeTrained_isRefused() {
    assertThatThrownBy(() -> last("class = Binarizer"))
        .isInstanceOf(JobException.class)
        .hasMessage("x (Binarizer) cannot be trained: it is not an Estimator of Spark ML");
  }

  private static AbstractThrowableAssert<?, ?> refused(String stage) {
    return assertThatThrownBy(() -> stage(stage)).isInstanceOf(JobException.class);
  }

  private static PipelineStage last(String stage) {
    return StageFactory.pipeline(List.of(), settings(stage), "target").getStages()[0];
  }

  private static PipelineStage stage(String stage) {
    return StageFactory.stage(settings(stage));
  }

  private static StageSettings settings(String stage) {
    return StageSettings.of("x", ConfigFactory.parseString(stage).root());
  }

  /** A stage with a param whose check gives a reason. */
  public static final class Choosy extends Transformer {
    private static final long serialVersionUID = 1L;
    private final String uid = "choosy";
    private final transient Param<String> taste;

    public Choosy() {
      org.apache.spark.ml.param.Params.$init$(this); // again, now that there is a uid
      taste =
          new Param<>(
              this,
              "taste",
              "what it likes",
              value -> {
                throw new IllegalArgumentException("only sugar is fine");
              });
    }

    public Param<String> taste() {
      return taste;
    }

    @Override
    public String uid() {
      return uid;
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
      return dataset.toDF();
    }

    @Override
    public StructType transformSchema(StructType schema) {
      return schema;
    }

    @Override
    public Transformer copy(ParamMap extra) {
      return this;
    }
  }
}
