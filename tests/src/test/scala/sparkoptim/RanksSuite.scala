// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.nio.file.Files
import org.apache.spark.ml.linalg.Vectors
import org.apache.spark.sql.Row
import scala.util.Random
import sparkoptim.ml.LogisticRegression

/** Ranks on several executors: the bits of one rank on one machine. */
class RanksSuite extends SparkSuite {
  private val METHODS = Seq(
    "auto",
    "svrg + sgd + bb",
    "step-tuned + power(1, 0.501) + ema(0.9)",
    "adamw + cosine(0.01)"
  )

  private var started: Option[StandaloneCluster] = None
  private var expected = Map[String, String]()
  private lazy val rows: Seq[Row] = SparkSuite.digits.take(600)

  /** More coordinates than every rank holds whole. */
  private lazy val wide: Seq[Row] = {
    val random = new Random(3)
    for (i <- 0 until 400) yield {
      val columns = Seq.fill(12)(random.nextInt(6000)).distinct.sorted.toArray
      val values = columns.map(_ => random.nextGaussian())
      Row((i % 2).toDouble, Vectors.sparse(6000, columns, values), 1.0)
    }
  }

  override protected def ownSettings: Seq[(String, String)] =
    started.fold(Seq.empty[(String, String)])(_.settings)

  private def fits(methods: Seq[String] = METHODS): Map[String, String] =
    (for {
      method <- methods
      (name, data) <- Seq("digits" -> frame(rows, 3), "wide" -> frame(wide, 2))
    } yield {
      val stage = new LogisticRegression()
        .setMaxIter(6)
        .setTol(0)
        .setNumShards(8)
        .setBatchSize(50)
        .setEngine("ranks")
        .setFamily(if (name == "wide") "multinomial" else "auto")
        .setOptimMethod(method)
      val model = stage.fit(data)
      info(s"$method, $name: ${model.summary.engine}")
      s"$method, $name" -> model.weightsSha256
    }).toMap

  override protected def beforeAll(): Unit = {
    super.beforeAll()
    withSettings("spark.master" -> "local[1]") { expected = fits() }
  }

  /** The same fits on a cluster of two executors. */
  private def onCluster(
      name: String,
      methods: Seq[String],
      settings: (String, String)*
  ): Map[String, String] = {
    val cluster = new StandaloneCluster(Files.createDirectory(folder.resolve(name)), settings: _*)
    started = Some(cluster)
    try withSettings() { fits(methods) }
    finally cluster.close()
  }

  test("two executors give the bits of one rank") {
    assert(onCluster("plain", METHODS) === expected)
  }

  test("two executors with authentication and encryption give the same bits") {
    val methods = METHODS.take(2) // one of whole gradients, one of mini-batches
    val found = onCluster(
      "encrypted",
      methods,
      "spark.authenticate" -> "true",
      "spark.authenticate.secret" -> "of-a-test",
      "spark.network.crypto.enabled" -> "true"
    )
    assert(found.size === 2 * methods.size)
    assert(found.toSet.subsetOf(expected.toSet))
  }
}
