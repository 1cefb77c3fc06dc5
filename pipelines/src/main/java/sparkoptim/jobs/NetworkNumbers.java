// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;

/** Reports on a saved network; its weights are in its backend's format and are not read. */
final class NetworkNumbers {
  private static final String PREFIX = "sparkoptim.ml.Network";

  private NetworkNumbers() {}

  /** Returns whether a model's class is that of a network. */
  static boolean isOne(String className) {
    return className.startsWith(PREFIX);
  }

  /** Returns names and values, read without Spark and the backend. */
  static Map<String, Object> report(FileSystem files, Path data) throws IOException {
    Group row = ParquetRow.first(files, data);
    Map<String, Object> report = new LinkedHashMap<>();
    if (row.getInteger("numClasses", 0) > 0) {
      report.put("classes", row.getInteger("numClasses", 0));
    }
    List<Integer> shape = shape(row.getGroup("inputShape", 0));
    report.put("features", shape.stream().reduce(1, Math::multiplyExact));
    report.put("inputShape", shape.toString());
    report.put("layers", row.getString("network", 0));
    report.put("parameters", row.getLong("numParameters", 0));
    report.put("weightsSha256", row.getString("weightsSha256", 0));
    return report;
  }

  private static List<Integer> shape(Group list) {
    return IntStream.range(0, list.getFieldRepetitionCount(0))
        .map(i -> list.getGroup(0, i).getInteger(0, 0))
        .boxed()
        .toList();
  }
}
