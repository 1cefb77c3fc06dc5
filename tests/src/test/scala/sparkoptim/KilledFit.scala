package sparkoptim

import org.apache.spark.sql.SparkSession
import sparkoptim.engine.{ProgressListener, ProgressListeners}
import sparkoptim.ml.LogisticRegression

/** A program that fits with checkpoints and prints the digest of the weights. It parks where it is
  * told to, to be killed: in an operation of [[ParkingFileSystem]], or, told `progress STEP`, at
  * the first report of progress from that step on.
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
      case Array("progress", step) =>
        val listener: ProgressListener =
          progress => if (progress.step >= step.toLong) ParkingFileSystem.park()
        ProgressListeners.add(listener)
      case _ =>
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
