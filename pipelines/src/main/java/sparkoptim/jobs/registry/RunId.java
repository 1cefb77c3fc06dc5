// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.util.regex.Pattern;
import sparkoptim.jobs.JobException;

/** The logical date of a run, or any name that sorts as text. */
public final class RunId {
  private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private RunId() {}

  /**
   * Returns the id.
   *
   * @throws JobException if it is no name that can be part of a path everywhere
   */
  public static String checked(String key, String id) {
    if (!RULE.matcher(id).matches()) {
      throw new JobException(
          "%s must be 1 to 64 letters, digits, dots, hyphens and underscores, and begin with a letter or a digit, was %s; a date such as 2026-11-10 sorts well"
              .formatted(key, id));
    }
    return id;
  }
}
