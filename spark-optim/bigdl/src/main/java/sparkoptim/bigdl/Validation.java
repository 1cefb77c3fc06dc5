// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl;

import com.intel.analytics.bigdl.dllib.feature.dataset.AbstractDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.DistributedDataSet;
import com.intel.analytics.bigdl.dllib.feature.dataset.MiniBatch;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.Activity;
import com.intel.analytics.bigdl.dllib.optim.ValidationMethod;
import com.intel.analytics.bigdl.dllib.optim.ValidationResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.collection.JavaConverters;

/**
 * A data set and what is measured of it.
 *
 * @param data whose mini-batches are taken once each
 * @param methods what is measured
 */
record Validation<T>(AbstractDataSet<MiniBatch<T>, ?> data, List<ValidationMethod<T>> methods) {

  /** Returns the results of a module in evaluation mode, one a method. */
  List<ValidationResult> of(AbstractModule<Activity, Activity, T> module, SparkContext spark) {
    if (data instanceof DistributedDataSet<?>) {
      Broadcast<AbstractModule<Activity, Activity, T>> sent =
          JavaSparkContext.fromSparkContext(spark).broadcast(module.cloneModule());
      try {
        return distributed(data.toDistributed(), methods, sent);
      } finally {
        sent.destroy();
      }
    }
    return results(module, methods, JavaConverters.asJavaIterator(data.toLocal().data(false)));
  }

  /** Static, so that the task takes nothing along but its arguments. */
  private static <T> List<ValidationResult> distributed(
      DistributedDataSet<MiniBatch<T>> data,
      List<ValidationMethod<T>> methods,
      Broadcast<AbstractModule<Activity, Activity, T>> module) {
    EngineSize engine = EngineSize.here();
    return data
        .data(false)
        .toJavaRDD()
        .mapPartitions(
            batches -> {
              engine.tell();
              return List.of(results(module.value(), methods, batches)).iterator();
            })
        .collect()
        .stream()
        .reduce(List.of(), Validation::merge);
  }

  private static <T> List<ValidationResult> results(
      AbstractModule<Activity, Activity, T> module,
      List<ValidationMethod<T>> methods,
      Iterator<MiniBatch<T>> batches) {
    AbstractModule<Activity, Activity, T> copy = module.cloneModule();
    copy.evaluate();
    List<ValidationResult> sum = List.of();
    while (batches.hasNext()) {
      MiniBatch<T> batch = batches.next();
      Activity output = copy.forward(batch.getInput());
      List<ValidationResult> results = new ArrayList<>();
      for (ValidationMethod<T> method : methods) {
        results.add(method.apply(output, batch.getTarget()));
      }
      sum = merge(sum, results);
    }
    return sum;
  }

  private static List<ValidationResult> merge(
      List<ValidationResult> left, List<ValidationResult> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() ? right : left;
    }
    // A list that Kryo can read.
    return new ArrayList<>(
        IntStream.range(0, left.size()).mapToObj(i -> left.get(i).$plus(right.get(i))).toList());
  }
}
