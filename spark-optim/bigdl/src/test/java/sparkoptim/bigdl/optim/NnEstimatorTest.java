// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import static org.assertj.core.api.Assertions.assertThat;

import com.intel.analytics.bigdl.dllib.nn.Linear;
import com.intel.analytics.bigdl.dllib.nn.MSECriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractCriterion;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.nnframes.NNEstimator;
import com.intel.analytics.bigdl.dllib.nnframes.NNEstimator$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath$TensorNumeric$NumericFloat$;
import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import com.intel.analytics.bigdl.dllib.utils.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Our methods in BigDL's stage for Spark ML pipelines. */
class NnEstimatorTest {
  private static final ClassTag<Float> TAG = cast(ClassTag$.MODULE$.Float());
  private static final TensorNumeric<Float> NUMERIC =
      cast(TensorNumericMath$TensorNumeric$NumericFloat$.MODULE$);

  // Scala's types have more parameters than Java's need.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <A> A cast(Object value) {
    return (A) value;
  }

  @Test
  void fit_withOurMethod_findsTheLine() {
    SparkSession spark =
        SparkSession.builder()
            .config(Engine.createSparkConf(null))
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    try {
      Engine.init();
      AbstractModule<Activity, Activity, Float> model =
          cast(new Linear<>(2, 1, true, null, null, null, null, null, null, TAG, NUMERIC));
      AbstractCriterion<Activity, Activity, Float> squares =
          cast(new MSECriterion<Float>(TAG, NUMERIC));
      NNEstimator<Float> stage =
          NNEstimator$.MODULE$.apply(model, squares, new int[] {2}, new int[] {1}, TAG, NUMERIC);
      stage
          .setOptimMethod(new AdamW<Float>().setLearningRate(0.1).setDecay(0))
          .setBatchSize(32)
          .setMaxEpoch(30)
          .fit(rows(spark));
      double[] weights = Regression.weights(model);
      // y = 2 a - b + 0.5
      assertThat(weights[0]).isBetween(1.9, 2.1);
      assertThat(weights[1]).isBetween(-1.1, -0.9);
      assertThat(weights[2]).isBetween(0.4, 0.6);
    } finally {
      spark.stop();
    }
  }

  private static Dataset<Row> rows(SparkSession spark) {
    SplittableRandom random = new SplittableRandom(2);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 128; i++) {
      float a = (float) random.nextDouble(-1, 1);
      float b = (float) random.nextDouble(-1, 1);
      rows.add(RowFactory.create(new float[] {a, b}, new float[] {2 * a - b + 0.5f}));
    }
    StructType schema =
        new StructType()
            .add("features", DataTypes.createArrayType(DataTypes.FloatType, false))
            .add("label", DataTypes.createArrayType(DataTypes.FloatType, false));
    return spark.createDataFrame(rows, schema);
  }
}
