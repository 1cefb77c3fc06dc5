// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import org.apache.spark.sql.SparkSession
import sparkoptim.engine.{Progress, ProgressListener, ProgressListeners, TrainingState}
import sparkoptim.ml.LogisticRegression

/** A program that fits with checkpoints and prints the digest of the weights. It parks where it is
  * told to, to be killed: in an operation of [[ParkingFileSystem]], or, told `round STEP`, at the
  * end of the first round from that step on.
  */
object KilledFit {
  def main(arguments: Array[String]): Unit = {
    val Array(folder, engine, park) = arguments
    val spark = SparkSession.builder
      .master("local[2]")
      .config("spark.ui.enabled", "false")
      .config("spark.hadoop.fs.parking.impl", classOf[ParkingFileSystem].getName)
      .config("spark.hadoop.parking.at", park)
      .getOrCreate()
    park.split(" ") match {
      case Array("round", step) => ProgressListeners.add(new ParkingListener(step.toLong))
      case _                    =>
    }
    val rows = spark.sparkContext.parallelize(DriverKillSuite.rows, 3)
    val data = spark.createDataFrame(rows, SparkSuite.SCHEMA)
    val model = DriverKillSuite
      .stage(new LogisticRegression)
      .setEngine(engine)
      .setCheckpointDir(s"parking:$folder")
      .setCheckpointSeconds(1e-6) // a round, and a checkpoint, is one step
      .fit(data)
    println(s"sha256 ${model.weightsSha256}")
    spark.stop()
  }
}

/** Parks the driver, whose thread hears of ended rounds before it keeps their states. */
private class ParkingListener(step: Long) extends ProgressListener {
  override def progress(progress: Progress): Unit = ()

  override def roundEnded(fit: String, state: TrainingState): Unit =
    if (state.steps >= step) ParkingFileSystem.park()
}
