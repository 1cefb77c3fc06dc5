// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.mllib.util.MLUtils;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;
import scala.reflect.ClassTag$;

/** A fold of a cross-validation, as MLlib makes it. */
record Fold(Dataset<Row> training, Dataset<Row> validation) {
  static List<Fold> of(CrossValidator validator, Dataset<?> dataset) {
    Dataset<Row> rows = dataset.toDF();
    int folds = validator.getNumFolds();
    Tuple2<RDD<Row>, RDD<Row>>[] splits =
        validator.getFoldCol().isEmpty()
            ? MLUtils.kFold(
                rows.rdd(), folds, validator.getSeed(), ClassTag$.MODULE$.apply(Row.class))
            : MLUtils.kFold(rows, folds, validator.getFoldCol());
    List<Fold> all = new ArrayList<>();
    for (Tuple2<RDD<Row>, RDD<Row>> split : splits) {
      all.add(
          new Fold(
              rows.sparkSession().createDataFrame(split._1(), rows.schema()),
              rows.sparkSession().createDataFrame(split._2(), rows.schema())));
    }
    return all;
  }
}
