// SPDX-License-Identifier: Apache-2.0
package sparkoptim.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import sparkoptim.benchmarks.LinearCase.Part;

/** The data of {@link LinearBench}: files where they are there, and generated rows. */
final class LinearCases {
  private static final List<Double> PENALTIES = List.of(1e-2, 1e-4);
  private static final int ROUNDS = 7;
  private static final int PARTITIONS = 4;
  private static final String[] ADULT_CATEGORIES = {
    "workclass",
    "education",
    "marital-status",
    "occupation",
    "relationship",
    "ethnicity",
    "sex",
    "native-country"
  };
  private static final String[] ADULT_NUMBERS = {
    "age", "education-num", "capital-gain", "capital-loss", "hours-per-week"
  };

  private final SparkSession session;
  private final Path folder;
  private final List<String> parts;

  /**
   * The first argument is a folder with a9a.libsvm, dna.libsvm and adult.csv, of which those that
   * are missing are left out; the others name parts.
   */
  LinearCases(SparkSession session, List<String> arguments) {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("bin/bench linear: name a folder with data");
    }
    this.session = session;
    folder = Path.of(arguments.get(0));
    parts = arguments.subList(1, arguments.size());
    for (String part : parts) {
      if (!LinearBench.parts().contains(part)) {
        throw new IllegalArgumentException(
            "bin/bench linear: part %s is none of %s".formatted(part, LinearBench.parts()));
      }
    }
  }

  /** Returns the cases of the parts that were named, or of all. */
  List<LinearCase> chosen() {
    return all().stream()
        .filter(
            each -> parts.isEmpty() || parts.contains(each.part().name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  private List<LinearCase> all() {
    List<LinearCase> all = new ArrayList<>();
    Path own = Path.of(System.getenv("SPARK_OPTIM_HOME"), ".spark-optim/data");
    if (there(folder, "a9a.libsvm")) {
      Supplier<Dataset<Row>> a9a = () -> libsvm(folder, "a9a.libsvm", 123, "if(label > 0, 1D, 0D)");
      all.add(real("a9a", a9a, false, 5));
      all.add(real("a9a", a9a, true, 5));
    }
    if (there(folder, "adult.csv")) {
      all.add(real("adult, one-hot", this::adult, true, 3));
    }
    if (there(own, "breast-cancer.libsvm")) {
      all.add(
          real("breast cancer", () -> libsvm(own, "breast-cancer.libsvm", 30, "label"), false, 3));
    }
    all.add(real("digits", () -> libsvm(own, "digits.libsvm", 64, "label"), true, 3));
    if (there(folder, "dna.libsvm")) {
      Supplier<Dataset<Row>> dna = () -> libsvm(folder, "dna.libsvm", 180, "label - 1");
      all.add(new LinearCase(Part.REAL, "DNA, 3 classes", dna, true, List.of(1e-2), 3, 10, ROUNDS));
    }
    all.add(
        dense(
            "uniform", () -> GeneratedRows.dense(session, 100_000, 50, PARTITIONS), 2, 4, ROUNDS));
    all.add(
        dense(
            "random walks, condition 7e5",
            () -> GeneratedRows.walks(session, 20_000, 500, PARTITIONS),
            10,
            50,
            ROUNDS));
    all.add(
        dense("uniform", () -> GeneratedRows.dense(session, 1_000_000, 100, PARTITIONS), 2, 4, 3));
    all.add(
        new LinearCase(
            Part.SPARSE,
            "sparse, 40 a row",
            () -> GeneratedRows.sparse(session, 1_000_000, 1_000_000, 40, PARTITIONS),
            true,
            PENALTIES,
            1.5,
            4,
            3));
    all.add(
        new LinearCase(
            Part.FIXED,
            "100 rows: what every fit costs",
            () -> GeneratedRows.dense(session, 100, 10, 1),
            true,
            List.of(1e-2),
            1,
            2,
            3 * ROUNDS));
    return all;
  }

  private static boolean there(Path folder, String file) {
    return Files.exists(folder.resolve(file));
  }

  private static LinearCase real(
      String name, Supplier<Dataset<Row>> data, boolean standardization, double must) {
    return new LinearCase(Part.REAL, name, data, standardization, PENALTIES, must, 10, ROUNDS);
  }

  private static LinearCase dense(
      String name, Supplier<Dataset<Row>> data, double must, double aim, int rounds) {
    return new LinearCase(Part.DENSE, name, data, true, PENALTIES, must, aim, rounds);
  }

  private Dataset<Row> libsvm(Path from, String file, int features, String label) {
    return session
        .read()
        .format("libsvm")
        .option("numFeatures", features)
        .load(from.resolve(file).toString())
        .withColumn("label", functions.expr(label).cast("double"));
  }

  /** Categories by index and one-hot, as in examples/adult-csv.conf. */
  private Dataset<Row> adult() {
    Dataset<Row> table =
        session
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .option("ignoreLeadingWhiteSpace", true)
            .option("ignoreTrailingWhiteSpace", true)
            .csv(folder.resolve("adult.csv").toString())
            .withColumnRenamed("label(IsOver50K)", "label");
    String[] index = ended(ADULT_CATEGORIES, "Index");
    String[] code = ended(ADULT_CATEGORIES, "Code");
    List<String> features = new ArrayList<>(List.of(ADULT_NUMBERS));
    features.addAll(List.of(code));
    PipelineStage[] stages = {
      new StringIndexer().setInputCols(ADULT_CATEGORIES).setOutputCols(index),
      new OneHotEncoder().setInputCols(index).setOutputCols(code),
      new VectorAssembler().setInputCols(features.toArray(new String[0])).setOutputCol("features")
    };
    return new Pipeline()
        .setStages(stages)
        .fit(table)
        .transform(table)
        .selectExpr("cast(label as double) label", "features");
  }

  private static String[] ended(String[] names, String end) {
    String[] ended = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      ended[i] = names[i] + end;
    }
    return ended;
  }
}
