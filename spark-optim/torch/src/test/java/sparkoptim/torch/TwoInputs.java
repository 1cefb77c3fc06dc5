// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import sparkoptim.core.network.text.Shape;

/** A module of tokens and an image that tells its own loss, as somebody would script one. */
final class TwoInputs {
  static final String MEAN = "torch.cross_entropy_loss(x, y, None, 1, -100, 0.)";
  static final String EACH = "torch.cross_entropy_loss(x, y, None, 0, -100, 0.)";
  static final String SQUARES = "torch.mse_loss(torch.flatten(x, 0, -1), y, 1)";

  private static final String SELF = "(self: __torch__.sparkoptim.Network,\n    tokens: Tensor,\n";
  private static final int WORDS = 10;
  private static final int LONGEST = 6;

  private TwoInputs() {}

  /** Returns a file of a module with some outputs; its loss is an expression of x and y. */
  static byte[] file(int outputs, String loss) {
    String text = "embedding(" + WORDS + ", 64) avgpool dense(" + outputs + ")";
    ScriptArchive archive =
        ScriptArchive.read(Batches.network(text, Shape.of(LONGEST)).file(), "file");
    String record = "code/__torch__/sparkoptim.py";
    String source = new String(archive.records().get(record), StandardCharsets.UTF_8);
    String forward =
        "  def forward"
            + SELF
            + "    image: Tensor) -> Tensor:\n"
            + "    x = torch.mean(torch.embedding(self.embedding1.weight, tokens), [1], False)\n"
            + "    x = torch.add(x, torch.flatten(image, 1, -1))\n"
            + "    return torch.linear(x, self.dense3.weight, self.dense3.bias)\n";
    String told =
        loss == null
            ? ""
            : "  def loss"
                + SELF
                + "    image: Tensor,\n    y: Tensor) -> Tensor:\n"
                + "    x = (self).forward(tokens, image, )\n    return "
                + loss
                + "\n";
    String changed = source.substring(0, source.indexOf("  def forward")) + forward + told;
    return archive.with(Map.of(record, changed.getBytes(StandardCharsets.UTF_8))).write();
  }

  /** Returns rows with columns label, tokens (up to six) and image. */
  static Dataset<Row> rows(int count) {
    Random random = new Random(4);
    List<Row> rows = new ArrayList<>();
    for (Row row : Bars.of(Bars.local(), count).collectAsList()) {
      Integer[] tokens = new Integer[rows.isEmpty() ? LONGEST : 1 + random.nextInt(LONGEST)];
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = random.nextInt(WORDS);
      }
      rows.add(RowFactory.create(row.getDouble(0), tokens, row.<Vector>getAs(1)));
    }
    return Bars.local()
        .createDataFrame(
            rows,
            DataTypes.createStructType(
                List.of(
                    DataTypes.createStructField("label", DataTypes.DoubleType, false),
                    DataTypes.createStructField(
                        "tokens", DataTypes.createArrayType(DataTypes.IntegerType), true),
                    Bars.features()
                        .copy(
                            "image",
                            Bars.features().dataType(),
                            true,
                            Bars.features().metadata()))));
  }
}
