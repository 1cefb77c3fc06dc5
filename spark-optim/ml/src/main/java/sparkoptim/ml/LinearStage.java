// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Predictor;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.sql.Dataset;
import sparkoptim.engine.FitJobs;
import sparkoptim.engine.line.ScalaCollections;
import sparkoptim.engine.rows.RowRules;

/**
 * The fits of a linear stage, of one model or of several over the same dealt rows.
 *
 * @param <M> the model
 */
public interface LinearStage<M> extends LinearParams {
  /** Returns what rows have to be. */
  RowRules rowRules(Dataset<?> dataset);

  /** Returns the rows to deal. */
  default Dataset<?> trainingRows(Dataset<?> dataset) {
    return dataset;
  }

  /** Returns the numbers that training starts from; null for the null model. */
  LinearWeights initialWeights();

  /**
   * Trains a model, with its summary.
   *
   * @param trainer of the rows
   * @param dataset that the summary predicts
   * @param start by the clock of {@link System#nanoTime}
   */
  M trainOn(LinearTrainer trainer, Dataset<?> dataset, long start);

  /** Reads the rows and trains. */
  default M trainOn(Dataset<?> dataset) {
    return FitJobs.run(
        dataset.sparkSession().sparkContext(),
        uid(),
        jobs -> {
          long start = System.nanoTime();
          try (LinearTrainer trainer = new LinearTrainer(this, jobs, dataset)) {
            return trainOn(trainer, dataset, start);
          }
        });
  }

  /**
   * Fits a model for each strength of the penalty. Rows are read, dealt and measured once, and each
   * fit starts where the one before ended: give the strengths in falling order.
   *
   * @param dataset as for {@code fit}
   * @param regParams the strengths
   * @return a model for each, in this order
   */
  List<M> fitPath(Dataset<?> dataset, double... regParams);

  /** {@link #fitPath} of a stage. */
  static <
          E extends Predictor<Vector, E, M> & LinearStage<M>,
          M extends PredictionModel<Vector, M> & HasLinearWeights>
      List<M> path(E stage, Dataset<?> dataset, double... regParams) {
    stage.transformSchema(dataset.schema());
    return FitJobs.run(
        dataset.sparkSession().sparkContext(),
        stage.uid(),
        jobs -> {
          List<M> models = new ArrayList<>();
          LinearWeights from = null;
          try (LinearTrainer trainer = new LinearTrainer(stage, jobs, dataset)) {
            for (double regParam : regParams) {
              E one = stage.copy(new ParamMap().put(stage.regParam(), regParam));
              long start = System.nanoTime();
              M model = one.trainOn(trainer.forStage(one, from), dataset, start).setParent(one);
              models.add(one.copyValues(model, new ParamMap()));
              from = model.linearWeights();
            }
          }
          return models;
        });
  }

  /**
   * Returns a model for each map if maps set the strength of the penalty and nothing else; null if
   * they do not. The strongest penalty is fitted first.
   *
   * @param maps what a search over params tries
   */
  static <M> List<M> together(LinearStage<M> stage, Dataset<?> dataset, ParamMap[] maps) {
    double[] strengths = strengths(stage, maps);
    if (strengths == null) {
      return null;
    }
    List<Integer> order =
        IntStream.range(0, strengths.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -strengths[i]))
            .toList();
    List<M> falling =
        stage.fitPath(dataset, order.stream().mapToDouble(i -> strengths[i]).toArray());
    return IntStream.range(0, strengths.length)
        .mapToObj(i -> falling.get(order.indexOf(i)))
        .toList();
  }

  /** Returns what maps set as the strength of the penalty; null if they set anything else. */
  static double[] strengths(LinearParams stage, ParamMap[] maps) {
    double[] strengths = new double[maps.length];
    for (int i = 0; i < strengths.length; i++) {
      List<ParamPair<?>> pairs = ScalaCollections.java(maps[i].toSeq());
      if (pairs.size() != 1 || !pairs.get(0).param().equals(stage.regParam())) {
        return null;
      }
      strengths[i] = (double) pairs.get(0).value();
    }
    return strengths;
  }
}
