// SPDX-License-Identifier: Apache-2.0
package sparkoptim.mllib

import org.apache.spark.SparkFunSuite
import org.scalactic.source.Position
import org.scalatest.Tag

import scala.io.Source
import scala.util.{Failure, Success, Try}

/** A suite of MLlib's: the tests of the list have to fail, and are canceled with their reason. */
trait Differences extends SparkFunSuite {
  override protected def test(name: String, tags: Tag*)(body: => Any)(implicit at: Position): Unit =
    Differences.reasons.get(getClass.getSimpleName -> name) match {
      case None => super.test(name, tags: _*)(body)
      case Some(reason) =>
        super.test(name, tags: _*) {
          Try(body) match {
            case Success(_) => fail("passes now: take it off differences.txt")
            case Failure(how) => cancel(s"$reason ($how)".linesIterator.next)
          }
        }
    }
}

object Differences {

  /** Reasons by suite and test. */
  lazy val reasons: Map[(String, String), String] = {
    val source = Source.fromInputStream(getClass.getResourceAsStream("/differences.txt"), "UTF-8")
    try
      source.getLines
        .map(_.split(" \\| "))
        .collect { case Array("fails", suite, test, reason) => (suite, test) -> reason }
        .toMap
    finally source.close()
  }
}
