// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;

/** A program that promotes as often as it can; it says on a line which number it won. */
public final class RacingProcess {
  private RacingProcess() {}

  /**
   * Promotes a version against whatever serves until the promotions have a number.
   *
   * @param args registry, version, number
   */
  public static void main(String[] args) throws Exception {
    VersionName version = VersionName.of(args[1]).orElseThrow();
    int last = Integer.parseInt(args[2]);
    try (Registry registry = Registry.toWrite(args[0], new Configuration(), false)) {
      System.out.println("begun");
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      while (registry.current().map(Promotion::number).orElse(0) < last) {
        try {
          Promotion promotion =
              registry.promote(version, registry.current(), Approval.passed(null));
          System.out.println(promotion.number());
        } catch (PromotionLostException e) {
          // the other one was faster
        }
      }
    }
  }
}
