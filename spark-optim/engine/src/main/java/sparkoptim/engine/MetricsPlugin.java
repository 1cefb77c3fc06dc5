// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Gauges of the fits in Spark's metrics system, on the driver: {@code
 * spark.plugins=sparkoptim.engine.MetricsPlugin} switches them on. Spark names them {@code <app
 * id>.driver.plugin.sparkoptim.engine.MetricsPlugin.<gauge>}.
 */
public final class MetricsPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return null;
  }

  private static final class Driver implements DriverPlugin {
    private final FitGauges gauges = new FitGauges();

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      ProgressListeners.add(gauges);
      return Map.of();
    }

    @Override
    public void registerMetrics(String application, PluginContext context) {
      gauges.register(context.metricRegistry());
    }

    @Override
    public void shutdown() {
      ProgressListeners.remove(gauges);
    }
  }
}
