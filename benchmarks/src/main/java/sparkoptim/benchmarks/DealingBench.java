package sparkoptim.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** What rows cost that are kept for a training: in memory, and where memory does not suffice. */
final class DealingBench {
  private static final int ROWS = 100_000;

  private DealingBench() {}

  /** The argument is a folder with a9a.libsvm; without it that case is left out. */
  static boolean run(SparkSession session, List<String> arguments) {
    List<Measure> measures = new ArrayList<>();
    if (!arguments.isEmpty() && Files.exists(Path.of(arguments.get(0), "a9a.libsvm"))) {
      String path = Path.of(arguments.get(0), "a9a.libsvm").toString();
      measures.add(CachedBytes.measure("a9a", LinearData.libsvm(session, path, 123)));
    }
    measures.add(
        CachedBytes.measure("dense x 50", GeneratedRows.dense(session, ROWS, 50, 4).cache()));
    measures.addAll(LargeData.measure());
    System.out.println(Measure.HEADER);
    measures.forEach(measure -> System.out.println(measure.row()));
    System.out.println();
    System.out.println(Measure.summary(measures));
    return measures.stream().allMatch(Measure::reached);
  }
}
