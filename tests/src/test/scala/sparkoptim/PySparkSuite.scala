// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.{Files, Paths}
import org.apache.spark.ml.{Pipeline, PipelineStage}
import org.apache.spark.ml.feature.StandardScaler
import org.apache.spark.ml.linalg.Vector
import org.apache.spark.sql.Row
import scala.collection.JavaConverters._
import sparkoptim.ml.LogisticRegression

/** PySpark reaches the stages over its gateway: models load and predict there, and fits are ours.
  */
class PySparkSuite extends SparkSuite {
  private lazy val rows: Seq[Row] = SparkSuite.digits.take(500)

  /** What the script prints about these rows and the model saved at a path. */
  private def python(model: String): Seq[String] = {
    val lines = rows.map { case Row(label, features: Vector, _) =>
      (label +: features.toArray.toSeq).mkString(" ")
    }
    val data = Files.write(folder.resolve("rows.txt"), lines.asJava)
    val script = Paths.get(getClass.getResource("pyspark_session.py").toURI).toString
    val interpreter = Environment("SPARK_OPTIM_PYTHON")
    val program = Program.run(
      folder,
      "PYSPARK_PYTHON" -> interpreter,
      "SPARK_HOME" -> Environment("SPARK_HOME"),
      "SPARK_LOCAL_IP" -> Environment("SPARK_LOCAL_IP")
    )(interpreter, script, Environment.jar.toString, model, data.toString)
    assert(program.exitCode === 0, program.err)
    program.out.linesIterator.toSeq
  }

  test("a model saved here predicts the same there, and a fit there gives the same bits") {
    val data = frame(rows, 2)
    val scaler = new StandardScaler().setInputCol("features").setOutputCol("scaled")
    val stage = new LogisticRegression().setFeaturesCol("scaled").setMaxIter(6)
    val model = new Pipeline().setStages(Array[PipelineStage](scaler, stage)).fit(data)
    val path = folder.resolve("model").toString
    model.save(path)
    val predicted = model.transform(data).select("prediction").collect().map(_.getDouble(0))
    val bits = new LogisticRegression().setMaxIter(6).fit(data).weightsSha256

    assert(python(path) === predicted.map(_.toString) :+ bits)
  }
}
