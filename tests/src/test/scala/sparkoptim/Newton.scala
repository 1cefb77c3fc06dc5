// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import breeze.linalg.{diag, DenseMatrix, DenseVector}
import breeze.numerics.sigmoid
import org.apache.spark.ml.linalg.{Vector, Vectors}
import org.apache.spark.sql.Row

/** Binary logistic regression by Newton's method on standardized columns: slow, and sure. */
object Newton {
  private val ITERATIONS = 20

  /** The coefficients that minimize the mean loss + regParam / 2 * their squares; intercept last.
    */
  def fit(rows: Seq[Row], regParam: Double, weighted: Boolean): Vector = {
    val raw = DenseMatrix(rows.map(_.getAs[Vector](1).toArray): _*)
    val labels = DenseVector(rows.map(_.getDouble(0)).toArray)
    val weights = DenseVector(rows.map(row => if (weighted) row.getDouble(2) else 1.0).toArray)
    val shares = weights / breeze.linalg.sum(weights)
    val features = raw.cols
    val means = DenseVector.tabulate(features)(j => shares dot raw(::, j))
    val scales = DenseVector.tabulate(features) { j =>
      math.sqrt(shares dot (raw(::, j) - means(j)).map(x => x * x))
    }
    val x = DenseMatrix.tabulate(raw.rows, features + 1) { (i, j) =>
      if (j < features) (raw(i, j) - means(j)) / scales(j) else 1.0
    }
    val penalty = DenseVector.tabulate(features + 1) { j =>
      if (j < features) regParam / (scales(j) * scales(j)) else 0.0
    }
    val point = DenseVector.zeros[Double](features + 1)
    for (_ <- 1 to ITERATIONS) {
      val p = sigmoid(x * point)
      val gradient = x.t * (shares *:* (p - labels)) + penalty *:* point
      val curvature = shares *:* p *:* p.map(1 - _)
      val hessian = x.t * (diag(curvature) * x) + diag(penalty)
      point -= hessian \ gradient
    }
    val coefficients = point(0 until features) /:/ scales
    Vectors.dense(coefficients.toArray :+ (point(features) - (coefficients dot means)))
  }
}
