package sparkoptim.benchmarks.gpu;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import sparkoptim.benchmarks.Machine;
import sparkoptim.benchmarks.Measure;
import sparkoptim.core.device.Device;
import sparkoptim.core.network.Precision;
import sparkoptim.cuda.CudaProvider;

/**
 * Checks every kernel on this machine's GPU, and measures what docs/benchmarks.md has a table of.
 */
public final class GpuCheck {
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
    List<String> machine = new ArrayList<>();
    machine.add(Machine.describe());
    machine.add(cuda.versions());
    for (Precision precision : Precision.values()) {
      machine.add(device.arithmetic(precision));
    }
    machine.forEach(System.out::println);
    List<Measure> measures = new ArrayList<>();
    LinearFigures linear = new LinearFigures(device);
    for (String part : wanted) {
      List<Measure> found =
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
      found.forEach(measure -> System.out.println(measure.row()));
      measures.addAll(found);
    }
    System.out.println();
    System.out.println(Measure.HEADER);
    measures.forEach(measure -> System.out.println(measure.row()));
    System.out.println(Measure.summary(measures));
    Files.writeString(Path.of("check.json"), json(machine, measures));
    System.exit(measures.stream().allMatch(Measure::reached) ? 0 : 1);
  }

  private static String json(List<String> machine, List<Measure> measures) throws IOException {
    return new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(Map.of("machine", machine, "measures", measures));
  }

  private static List<Measure> checks(Device device, List<KernelCase> all) {
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
        new Measure(
            "kernels / oracle, fp64: largest relative difference / 1e-12",
            largest[0] / 1e-12,
            1,
            Double.NaN,
            true,
            "%.1e, %s".formatted(largest[0], cases)),
        new Measure(
            "kernels / oracle, fp32: largest relative difference / 1e-5",
            largest[1] / 1e-5,
            1,
            Double.NaN,
            true,
            "%.1e, %s".formatted(largest[1], cases)),
        new Measure(
            "same bits in another grouping of shards, and again",
            same ? 1 : 0,
            1,
            Double.NaN,
            same ? cases : where));
  }
}
