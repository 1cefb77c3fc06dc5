// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceProfile;

/** The slots of a cluster whose executors come and go. */
interface SlotSource {
  /** Returns the slots of this moment. */
  Slots now();

  /** Asks for a number of slots more, where Spark takes such wishes. */
  void ask(long missing);

  /**
   * Returns the slots of an application.
   *
   * @param profile what tasks ask of Spark; null for what all tasks do
   */
  static SlotSource of(SparkContext spark, ResourceProfile profile) {
    return new SlotSource() {
      @Override
      public Slots now() {
        return Slots.of(spark, profile, false);
      }

      /** Dynamic allocation asks for what waiting tasks need, and a round leaves none waiting. */
      @Override
      public void ask(long missing) {
        if (Slots.isDynamic(spark.conf())) {
          long each = Slots.ofAnExecutor(spark.conf());
          spark.requestExecutors((int) Math.min(Integer.MAX_VALUE, (missing + each - 1) / each));
        }
      }
    };
  }
}
