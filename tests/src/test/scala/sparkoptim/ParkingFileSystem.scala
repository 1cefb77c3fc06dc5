// SPDX-License-Identifier: Apache-2.0
package sparkoptim

import java.io.{FilterOutputStream, OutputStream}
import java.net.URI
import java.util.concurrent.CountDownLatch
import org.apache.hadoop.fs.{FSDataOutputStream, FileSystem, Path, RawLocalFileSystem}
import org.apache.hadoop.fs.permission.FsPermission
import org.apache.hadoop.util.Progressable

/** Local files under `parking:`. At one operation, said by `parking.at`, the thread says that it is
  * there and stays there for ever: `half N of NAME` after half of the N-th file of that name, or
  * `rename N` before the N-th renaming.
  */
class ParkingFileSystem extends RawLocalFileSystem {
  override def getScheme: String = "parking"
  override def getUri: URI = URI.create("parking:///")

  private def at: String = getConf.get("parking.at", "")
  private var seen = 0

  private def isHere(operation: String): Boolean = synchronized {
    val Array(what, number) = (at + " 0").split(" ").take(2)
    val matches = what == operation
    if (matches) seen += 1
    matches && seen == number.toInt
  }

  override def rename(from: Path, to: Path): Boolean = {
    if (isHere("rename")) ParkingFileSystem.park()
    super.rename(from, to)
  }

  override def create(
      path: Path,
      overwrite: Boolean,
      bufferSize: Int,
      replication: Short,
      blockSize: Long,
      progress: Progressable
  ): FSDataOutputStream =
    parking(path, super.create(path, overwrite, bufferSize, replication, blockSize, progress))

  override def create(
      path: Path,
      permission: FsPermission,
      overwrite: Boolean,
      bufferSize: Int,
      replication: Short,
      blockSize: Long,
      progress: Progressable
  ): FSDataOutputStream = parking(
    path,
    super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress)
  )

  private def parking(path: Path, out: FSDataOutputStream): FSDataOutputStream =
    if (isHere(path.getName)) new FSDataOutputStream(new Half(out), new FileSystem.Statistics("x"))
    else out

  /** Writes half of what comes first, and parks. */
  private class Half(out: OutputStream) extends FilterOutputStream(out) {
    override def write(bytes: Array[Byte], from: Int, count: Int): Unit = {
      out.write(bytes, from, count / 2)
      out.flush()
      ParkingFileSystem.park()
    }
  }
}

object ParkingFileSystem {
  val PARKED = "parked"

  def park(): Unit = {
    println(PARKED)
    new CountDownLatch(1).await()
  }
}
