// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks.gpu;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import sparkoptim.benchmarks.result.BenchmarkResult;
import sparkoptim.benchmarks.result.Direction;
import sparkoptim.benchmarks.result.Figure;
import sparkoptim.benchmarks.result.Recorder;
import sparkoptim.benchmarks.result.ResultFiles;
import sparkoptim.benchmarks.result.RunRecord;
import sparkoptim.core.device.Device;
import sparkoptim.core.network.Precision;
import sparkoptim.cuda.CudaProvider;

/**
 * Checks every kernel on this machine's GPU, and measures what docs/benchmarks.md has a table of.
 */
public final class GpuCheck {
  private static final String NAME = "gpu-check";
  private static final String FIT = "fit=";
  private static final String ROOM = "sparkoptim.cuda.room";

  private GpuCheck() {}

  /**
   * Arguments: million dense rows, million sparse rows, 8 and 8 by default; then what is wanted of
   * kernels, cost, sparse, perceptron, dense and lost, these by default; small, which is kernels on
   * few rows, and fit=PATH, which needs Spark.
   */
  public static void main(String[] arguments) throws IOException {
    long dense = 1_000_000L * (arguments.length > 0 ? Long.parseLong(arguments[0]) : 8);
    long sparse = 1_000_000L * (arguments.length > 1 ? Long.parseLong(arguments[1]) : 8);
    List<String> wanted =
        arguments.length > 2
            ? List.of(arguments).subList(2, arguments.length)
            : List.of("kernels", "cost", "sparse", "perceptron", "dense", "lost");
    CudaProvider cuda = new CudaProvider();
    String missing = cuda.unavailableReason();
    if (missing != null) {
      System.out.println("no GPU: " + missing);
      System.exit(2);
    }
    Device device = cuda.device("0");
    for (Precision precision : Precision.values()) {
      System.out.println(device.arithmetic(precision));
    }
    Recorder recorder =
        new Recorder(
            NAME,
            RunRecord.here()
                .withDevice(device.description())
                .withVersion("libraries", cuda.versions()));
    LinearFigures linear = new LinearFigures(device);
    for (String part : wanted) {
      List<Figure> found =
          switch (part) {
            case "kernels" -> checks(device, KernelSuite.cases());
            case "small" -> checks(device, KernelSuite.small());
            case "cost" ->
                List.of(linear.fixedCost(256), linear.fixedCost(10_000), LinearFigures.dots());
            case "sparse" -> List.of(linear.sparse(sparse));
            case "dense" -> linear.dense(dense);
            case "lost" -> LostDevice.of(cuda);
            case "perceptron" -> PerceptronFigures.of(device);
            default -> {
              if (!part.startsWith(FIT)) {
                throw new IllegalArgumentException("there is no part " + part);
              }
              yield GpuFit.of(part.substring(FIT.length()));
            }
          };
      recorder.addAll(found);
    }
    BenchmarkResult result = recorder.result();
    ResultFiles.write(Path.of(""), NAME, result);
    System.exit(result.reached() ? 0 : 1);
  }

  private static List<Figure> checks(Device device, List<KernelCase> all) {
    double[] largest = new double[2];
    boolean same = true;
    String where = "";
    for (KernelCase each : all) {
      long start = System.nanoTime();
      double exact = each.difference(device, Precision.DOUBLE);
      double single = each.difference(device, Precision.SINGLE);
      boolean bits = each.sameBits(device, Precision.SINGLE);
      System.setProperty(ROOM, "1"); // shards one after the other
      single = Math.max(single, each.difference(device, Precision.SINGLE));
      System.clearProperty(ROOM);
      System.out.printf(
          Locale.ROOT,
          "  %-60s fp64 %.1e  fp32 %.1e  %s  %.2f s%n",
          each.name(),
          exact,
          single,
          bits ? "same bits" : "OTHER BITS",
          (System.nanoTime() - start) / 1e9);
      largest[0] = Math.max(largest[0], exact);
      largest[1] = Math.max(largest[1], single);
      same &= bits;
      where += bits ? "" : each.name() + "; ";
    }
    String cases = all.size() + " problems";
    return List.of(
        difference("kernels / oracle, fp64: largest relative difference", largest[0], 1e-12, cases),
        difference("kernels / oracle, fp32: largest relative difference", largest[1], 1e-5, cases),
        Figure.ratio("same bits in another grouping of shards, and again", same ? 1 : 0)
            .must(1)
            .spread(0)
            .details(same ? cases : where));
  }

  private static Figure difference(String name, double largest, double limit, String cases) {
    return Figure.of(name, largest, Figure.GAP, "%.1e")
        .better(Direction.LOWER)
        .must(limit)
        .details(cases);
  }
}
