// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.RFormulaModel;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.StructType;

/** Which columns of the data the stages of a model read. */
final class ColumnsRead {
  private ColumnsRead() {}

  /**
   * Returns the columns that are named in a param of a stage, in the order of the data; a column
   * that a stage made before is none of them.
   *
   * @param label the column of labels
   */
  static List<String> of(Transformer[] stages, StructType schema, String label) {
    Set<String> read = new LinkedHashSet<>(List.of(label));
    Set<String> made = new LinkedHashSet<>();
    List<String> names = Arrays.asList(schema.fieldNames());
    for (Transformer stage : stages) {
      List<String> texts = texts(stage);
      for (String name : names) {
        if (!made.contains(name) && texts.stream().anyMatch(text -> names(stage, text, name))) {
          read.add(name);
        }
      }
      texts(stage, "outputCol").forEach(made::add);
      texts(stage, "outputCols").forEach(made::add);
    }
    List<String> inOrder = new ArrayList<>(names);
    inOrder.retainAll(read);
    return inOrder;
  }

  private static boolean names(PipelineStage stage, String text, String column) {
    if (stage instanceof SQLTransformer || stage instanceof RFormulaModel) {
      return Pattern.compile("(?<![\\w.])" + Pattern.quote(column) + "(?!\\w)")
          .matcher(text)
          .find();
    }
    return text.equals(column);
  }

  private static List<String> texts(PipelineStage stage) {
    List<String> texts = new ArrayList<>();
    for (Param<?> param : stage.params()) {
      texts.addAll(texts(stage, param.name()));
    }
    return texts;
  }

  private static List<String> texts(PipelineStage stage, String param) {
    if (!stage.hasParam(param) || !stage.isDefined(stage.getParam(param))) {
      return List.of();
    }
    Object value = stage.getOrDefault(stage.getParam(param));
    if (value instanceof String text) {
      return List.of(text);
    }
    return value instanceof String[] several ? List.of(several) : List.of();
  }
}
