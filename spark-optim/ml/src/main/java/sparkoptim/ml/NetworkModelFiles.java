// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import sparkoptim.core.network.LabelScale;
import sparkoptim.core.network.NetworkBackend;
import sparkoptim.core.network.NetworkBackends;
import sparkoptim.core.network.NetworkInput;
import sparkoptim.core.network.ServedNetwork;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.Shape;

/**
 * The files of a network's model: Spark's metadata with the params, a Parquet file of one row, and
 * {@code network.pt} in TorchScript, {@code network.bigdl} in BigDL's module format or {@code
 * network.bin} of core, which PyTorch and BigDL read too. No serialized objects: reading runs no
 * code of the files'.
 *
 * @param numClasses 0 of a regression
 * @param labels the scale of labels
 */
record NetworkModelFiles(TrainedNetwork network, int numClasses, LabelScale labels) {
  /** Files by the name of the backend that reads them. */
  private static final Map<String, String> FILES =
      Map.of("torch", "network.pt", "bigdl", "network.bigdl", "core", "network.bin");

  private static final StructType INPUT =
      new StructType()
          .add("name", DataTypes.StringType, false)
          .add("shape", DataTypes.createArrayType(DataTypes.IntegerType, false), false)
          .add("whole", DataTypes.BooleanType, false);

  private static final StructType DATA =
      new StructType()
          .add("network", DataTypes.StringType, false)
          .add("inputShape", DataTypes.createArrayType(DataTypes.IntegerType, false), false)
          .add("numParameters", DataTypes.LongType, false)
          .add("weightsSha256", DataTypes.StringType, false)
          .add("numClasses", DataTypes.IntegerType, false)
          .add("labelMean", DataTypes.DoubleType, false)
          .add("labelDeviation", DataTypes.DoubleType, false)
          .add("inputs", DataTypes.createArrayType(INPUT, false), false);

  static MLWriter writer(NetworkModel model, int numClasses, LabelScale labels) {
    return writer(model, model.trained(), numClasses, labels);
  }

  static MLWriter writer(Params model, TrainedNetwork trained, int numClasses, LabelScale labels) {
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        trained.requireFinite();
        ModelMetadata.save(model, path, sparkSession());
        Row row =
            RowFactory.create(
                trained.text(),
                trained.input().sizes().toArray(),
                trained.parameters(),
                trained.weightsSha256(),
                numClasses,
                labels.mean(),
                labels.deviation(),
                trained.inputs().stream().map(NetworkModelFiles::row).toArray());
        sparkSession()
            .createDataFrame(List.of(row), DATA)
            .coalesce(1)
            .write()
            .parquet(new Path(path, "data").toString());
        ServedNetwork served = trained.served();
        write(new Path(path, FILES.get(served.backend())), served, hadoop(this));
      }
    };
  }

  private static Row row(NetworkInput input) {
    return RowFactory.create(input.name(), input.shape().sizes().toArray(), input.whole());
  }

  /** Returns the columns that a network takes; files of before have none. */
  private static List<NetworkInput> inputs(Row row) {
    if (!Arrays.asList(row.schema().fieldNames()).contains("inputs")) {
      return List.of();
    }
    List<Row> rows = row.getList(row.fieldIndex("inputs"));
    return rows.stream()
        .map(
            input ->
                new NetworkInput(
                    input.getString(0), new Shape(input.getList(1)), input.getBoolean(2)))
        .toList();
  }

  private static Configuration hadoop(MLWriter writer) {
    return writer.sparkSession().sessionState().newHadoopConf();
  }

  private static void write(Path file, ServedNetwork network, Configuration hadoop) {
    byte[] bytes = network.file();
    try (OutputStream out = file.getFileSystem(hadoop).create(file, false)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static ServedNetwork read(
      Path folder, String text, Shape input, List<NetworkInput> inputs, Configuration hadoop) {
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      for (Map.Entry<String, String> known : FILES.entrySet()) {
        Path file = new Path(folder, known.getValue());
        if (files.exists(file)) {
          try (InputStream in = files.open(file)) {
            NetworkBackend backend = NetworkBackends.find().named(known.getKey());
            return NetworkText.isFile(text) && !inputs.isEmpty()
                ? backend.served(in.readAllBytes(), text, inputs)
                : backend.served(in.readAllBytes(), text, input);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the network in " + folder, e);
    }
    throw new IllegalArgumentException(
        "%s must hold a network (%s), and holds none"
            .formatted(folder, String.join(", ", new TreeSet<>(FILES.values()))));
  }

  /** Reads a model of a class that is made from its uid and its files. */
  static <M extends Model<M>> MLReader<M> reader(
      Class<M> type, BiFunction<String, NetworkModelFiles, M> make) {
    return new MLReader<>() {
      @Override
      public M load(String path) {
        var metadata = ModelMetadata.load(path, sparkSession(), type);
        Row row = sparkSession().read().parquet(new Path(path, "data").toString()).head();
        List<NetworkInput> inputs = inputs(row);
        ServedNetwork served =
            NetworkModelFiles.read(
                new Path(path),
                row.getAs("network"),
                new Shape(row.getList(row.fieldIndex("inputShape"))),
                inputs,
                sparkSession().sessionState().newHadoopConf());
        TrainedNetwork network = new TrainedNetwork(served, inputs);
        M model =
            make.apply(
                metadata.uid(),
                new NetworkModelFiles(
                    network,
                    row.getAs("numClasses"),
                    new LabelScale(row.getAs("labelMean"), row.getAs("labelDeviation"))));
        metadata.getAndSetParams(model, Option.empty());
        return model;
      }
    };
  }
}
