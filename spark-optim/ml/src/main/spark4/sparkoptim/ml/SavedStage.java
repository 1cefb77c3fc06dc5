// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.sql.SparkSession;

/** A saved stage or model whose class only its file tells. */
public final class SavedStage {
  private SavedStage() {}

  /**
   * Reads one, by the class that its metadata name. Read no files of people whose code you would
   * not run.
   *
   * @param path of its folder
   */
  public static Object load(String path, SparkSession session) {
    return DefaultParamsReader$.MODULE$.loadParamsInstance(path, session);
  }
}
