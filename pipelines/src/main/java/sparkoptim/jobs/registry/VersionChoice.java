// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.util.Optional;
import sparkoptim.jobs.JobException;
import sparkoptim.jobs.window.RunId;

/**
 * Which version to read: {@code current}, {@code as-of:RUN_ID}, or one by its name.
 *
 * @param asOf the run id
 * @param name the version
 */
public record VersionChoice(Optional<String> asOf, Optional<VersionName> name) {
  private static final String CURRENT = "current";
  private static final String AS_OF = "as-of:";

  /** What serves. */
  public static final VersionChoice SERVING = new VersionChoice(Optional.empty(), Optional.empty());

  /**
   * Returns the choice that a setting makes.
   *
   * @throws JobException naming the key, if it makes none
   */
  public static VersionChoice of(String key, String text) {
    if (text.equals(CURRENT)) {
      return SERVING;
    }
    if (text.startsWith(AS_OF)) {
      RunId runId = RunId.of(key + " = as-of:RUN_ID", text.substring(AS_OF.length()));
      return new VersionChoice(Optional.of(runId.text()), Optional.empty());
    }
    VersionName name =
        VersionName.of(text)
            .orElseThrow(
                () ->
                    new JobException(
                        "%s must be current, as-of:RUN_ID, or the name of a version such as 2026-11-10-a1-3f9c1a2b, was %s"
                            .formatted(key, text)));
    return new VersionChoice(Optional.empty(), Optional.of(name));
  }

  @Override
  public String toString() {
    return name.map(VersionName::toString).or(() -> asOf.map(AS_OF::concat)).orElse(CURRENT);
  }
}
