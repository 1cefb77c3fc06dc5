// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.window;

import java.util.List;
import java.util.Optional;

/**
 * What one day of a window is read from.
 *
 * @param name the day, or the id of a run that has none
 * @param age whole days before the day of the run; 0: the new rows
 * @param key the setting that names the place
 * @param place a path, table or query
 * @param files what is there; empty where the format does not read files
 * @param version of a table of Delta Lake
 */
public record WindowDay(
    String name, int age, String key, String place, List<InputFile> files, Optional<Long> version) {

  /** Returns whether these are the new rows. */
  public boolean isNew() {
    return age == 0;
  }
}
