// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import sparkoptim.core.network.NetworkPart;
import sparkoptim.core.network.ServedNetwork;
import sparkoptim.core.network.text.NetworkText;
import sparkoptim.core.network.text.NetworkText.PlacedLayer;

/** The layers of a network as a table. */
final class NetworkLayers {
  private static final StructType SCHEMA =
      new StructType()
          .add("layer", DataTypes.StringType, false)
          .add("output", DataTypes.createArrayType(DataTypes.IntegerType, false), true)
          .add("parts", DataTypes.createArrayType(DataTypes.StringType, false), false)
          .add("parameters", DataTypes.LongType, false);

  private NetworkLayers() {}

  static Dataset<Row> of(ServedNetwork network) {
    List<Row> rows = NetworkText.isFile(network.text()) ? ofFile(network) : ofText(network);
    return SparkSession.active().createDataFrame(rows, SCHEMA);
  }

  private static List<Row> ofText(ServedNetwork network) {
    List<Row> rows = new ArrayList<>();
    int number = 0;
    for (PlacedLayer placed : NetworkText.parse(network.text(), 1).placed(network.input())) {
      number++;
      Pattern own = Pattern.compile("[a-z]+" + number + "[._].*");
      List<NetworkPart> parts =
          network.parts().parameters().stream()
              .filter(part -> own.matcher(part.name()).matches())
              .toList();
      rows.add(row(placed.layer().toString(), placed.output().sizes(), parts));
    }
    return rows;
  }

  /** What a file's modules give is known to nobody but its own code. */
  private static List<Row> ofFile(ServedNetwork network) {
    Map<String, List<NetworkPart>> modules = new LinkedHashMap<>();
    for (NetworkPart part : network.parts().parameters()) {
      modules.computeIfAbsent(part.module(), name -> new ArrayList<>()).add(part);
    }
    List<Row> rows = new ArrayList<>();
    modules.forEach((name, parts) -> rows.add(row(name, null, parts)));
    return rows;
  }

  private static Row row(String layer, List<Integer> output, List<NetworkPart> parts) {
    return RowFactory.create(
        layer,
        output == null ? null : output.toArray(),
        parts.stream().map(part -> part.name() + " " + part.sizes()).toArray(),
        parts.stream().mapToLong(NetworkPart::count).sum());
  }
}
