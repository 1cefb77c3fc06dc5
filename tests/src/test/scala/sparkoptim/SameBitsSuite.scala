// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.util.SplittableRandom
import java.util.concurrent.atomic.{AtomicInteger, LongAdder}
import org.apache.spark.{TaskContext, TaskKilled}
import org.apache.spark.ml.linalg.{Vector, Vectors}
import org.apache.spark.scheduler.{
  SparkListener,
  SparkListenerStageSubmitted,
  SparkListenerTaskEnd,
  SparkListenerTaskStart
}
import org.apache.spark.sql.{DataFrame, Row}
import org.scalatest.concurrent.Eventually._
import org.scalatest.time.{Seconds, Span}
import scala.collection.mutable
import scala.util.Random
import sparkoptim.ml.LogisticRegression

/** The same rows, seed, settings and number of shards give the same bits, however they are run. */
class SameBitsSuite extends SparkSuite {
  private val SHARDS = Seq(1, 4, 16)
  private val PARTITIONS = Seq(1, 2, 3, 7, 16)
  private val ENGINES = Seq("ranks", "job")

  /** Some rows twice: equal rows have equal hashes. */
  private lazy val rows: Seq[Row] = {
    val first = SparkSuite.digits.take(600)
    first ++ first.take(7)
  }

  private def auto(shards: Int, engine: String = "ranks"): LogisticRegression =
    new LogisticRegression().setMaxIter(6).setNumShards(shards).setEngine(engine)

  private def bits(stage: LogisticRegression, data: DataFrame): String = {
    val model = stage.fit(data)
    assert(model.summary.engine.startsWith(stage.getEngine))
    assert(model.summary.stopReason === "max-iter")
    model.weightsSha256
  }

  private val known = mutable.Map[Int, String]()

  /** What all others have to give: the rows in order, in one partition. */
  private def expected(shards: Int): String =
    known.getOrElseUpdate(shards, bits(auto(shards), frame(rows, 1)))

  private def shuffled(partitions: Int): DataFrame =
    frame(new Random(partitions).shuffle(rows), partitions)

  for (shards <- SHARDS; engine <- ENGINES)
    test(s"any order and partitioning gives the same bits: $shards shards, engine $engine") {
      for (partitions <- PARTITIONS)
        assert(bits(auto(shards, engine), shuffled(partitions)) === expected(shards), partitions)
    }

  test("each number of shards has bits of its own") {
    assert(SHARDS.map(expected).distinct.size === SHARDS.size)
  }

  test("repartitioning in between changes nothing") {
    val data = shuffled(5).repartition(7).coalesce(3).repartition(16).orderBy("weight")
    assert(bits(auto(4), data) === expected(4))
  }

  test("caching the data changes nothing") {
    val data = shuffled(3).cache()
    try {
      assert(bits(auto(4), data) === expected(4))
      assert(bits(auto(4), data) === expected(4))
    } finally data.unpersist(blocking = true)
  }

  test("dense vectors, explicit zeros and negative zeros change nothing") {
    val written = rows.zipWithIndex.map { case (Row(label, features: Vector, weight), index) =>
      val values = features.toArray.map(value => if (value == 0) -0.0 else value)
      val vector = index % 3 match {
        case 0 => Vectors.dense(values)
        case 1 => Vectors.sparse(values.length, values.indices.toArray, values)
        case 2 => features
      }
      Row(label, vector, weight)
    }
    assert(bits(auto(4), frame(written, 3)) === expected(4))
  }

  test("weighted rows: any partitioning and engine gives the same bits") {
    val found = for (partitions <- Seq(1, 3, 16); engine <- ENGINES) yield {
      bits(auto(4, engine).setWeightCol("weight"), shuffled(partitions))
    }
    assert(found.distinct.size === 1)
    assert(found.head !== expected(4))
  }

  for (
    method <- Seq(
      "svrg + sgd + bb",
      "alpha-svrg(alpha=linear(0.75, 0)) + sgd(0.9)",
      "plain + local"
    )
  )
    test(s"$method: any partitioning and engine gives the same bits") {
      val found = for (partitions <- Seq(1, 7); engine <- ENGINES) yield {
        val stage = auto(16, engine).setOptimMethod(method).setBatchSize(50)
        bits(stage, shuffled(partitions))
      }
      assert(found.distinct.size === 1)
    }

  test("many rows, held by one process or shuffled: any order and engine, the same bits") {
    val held =
      for ((partitions, engine) <- Seq((3, "ranks"), (7, "job"))) yield many(partitions, engine)
    // A third of some 55 MB for 72 MB of rows.
    withSettings("spark.memory.fraction" -> "0.02") {
      val written = new LongAdder
      spark.sparkContext.addSparkListener(new SparkListener {
        override def onTaskEnd(end: SparkListenerTaskEnd): Unit =
          Option(end.taskMetrics).foreach(all => written.add(all.shuffleWriteMetrics.bytesWritten))
      })
      assert((many(16, "ranks") +: held).distinct.size === 1)
      eventually(timeout(Span(30, Seconds)))(assert(written.sum > 0))
    }
  }

  private def many(partitions: Int, engine: String): String = {
    val ids = spark.sparkContext.range(0, SameBitsSuite.MANY, 1, partitions)
    val rows = ids.map(id => SameBitsSuite.row(id * partitions % SameBitsSuite.MANY))
    bits(auto(4, engine), spark.createDataFrame(rows, SparkSuite.SCHEMA))
  }

  test("Kryo instead of Java's serialization changes nothing") {
    val java = expected(4)
    withSettings("spark.serializer" -> "org.apache.spark.serializer.KryoSerializer") {
      for (engine <- ENGINES) assert(bits(auto(4, engine), shuffled(7)) === java, engine)
    }
  }

  test("the number of cores changes nothing") {
    val two = expected(4)
    for (master <- Seq("local[1]", "local[5]"))
      withSettings("spark.master" -> master) {
        for (engine <- ENGINES) assert(bits(auto(4, engine), shuffled(7)) === two, engine)
      }
  }

  test("input tasks that fail and run again change nothing") {
    val once = expected(4)
    withSettings("spark.master" -> "local[2, 2]") {
      val failing = spark.sparkContext.parallelize(rows, 3).mapPartitions(SameBitsSuite.failOnce)
      val data = spark.createDataFrame(failing, SparkSuite.SCHEMA)
      quietly(assert(bits(auto(4), data) === once))
    }
  }

  test("tasks that are killed and run again change nothing") {
    expected(4)
    for (engine <- ENGINES) {
      val killed = new AtomicInteger
      val listener = new SparkListener {
        // The driver repeats rounds of several ranks as other stages, a few times at most.
        private val rounds = mutable.Set[Int]()
        override def onStageSubmitted(submitted: SparkListenerStageSubmitted): Unit =
          if (submitted.stageInfo.rddInfos.exists(_.isBarrier))
            rounds += submitted.stageInfo.stageId
        override def onTaskStart(start: SparkListenerTaskStart): Unit =
          if (start.taskInfo.attemptNumber == 0 && (!rounds(start.stageId) || rounds.size <= 2))
            spark.sparkContext.killTaskAttempt(start.taskInfo.taskId)
        override def onTaskEnd(end: SparkListenerTaskEnd): Unit =
          if (end.reason.isInstanceOf[TaskKilled]) killed.incrementAndGet()
      }
      spark.sparkContext.addSparkListener(listener)
      try quietly(assert(bits(auto(4, engine), shuffled(7)) === expected(4), engine))
      finally spark.sparkContext.removeSparkListener(listener)
      info(s"engine $engine: $killed tasks killed")
      assert(killed.get > 0)
    }
  }
}

object SameBitsSuite {

  /** Rows of 100 values: 72 MB, more than the 64 MiB that one task deals. No multiple of 2, 3, 7.
    */
  private val MANY = 60001L

  private def row(id: Long): Row = {
    val values = new SplittableRandom(id).doubles(100).toArray
    Row(if (values.sum > 50) 1.0 else 0.0, Vectors.dense(values), 1.0)
  }

  private def failOnce(rows: Iterator[Row]): Iterator[Row] = {
    val context = TaskContext.get
    if (context.attemptNumber == 0 && context.partitionId == 1) sys.error("fails on purpose")
    rows
  }
}
