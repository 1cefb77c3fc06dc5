// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;

/** The one row that models keep in Spark's Parquet files, read without Spark. */
final class ParquetRow {
  private ParquetRow() {}

  /** Returns the first row of a folder's files. */
  static Group first(FileSystem files, Path folder) throws IOException {
    for (FileStatus file : files.listStatus(folder)) {
      if (file.getPath().getName().endsWith(".parquet")) {
        try (ParquetReader<Group> reader =
            ParquetReader.builder(new GroupReadSupport(), file.getPath())
                .withConf(files.getConf())
                .build()) {
          Group row = reader.read();
          if (row != null) {
            return row;
          }
        }
      }
    }
    throw new JobException(folder + " holds no Parquet file with a row");
  }
}
