// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.security.SecureRandom;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sparkoptim.core.PlainText;

/**
 * The name of a version, {@code <run.id>-a<attempt>-<mark>}. Names sort by run id, then by attempt.
 *
 * @param mark eight hexadecimal digits by which two copies of one run differ
 */
public record VersionName(String runId, int attempt, String mark)
    implements Comparable<VersionName> {
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,63})-a([1-9][0-9]{0,8})-([0-9a-f]{8})");

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Returns a name that no other run has. */
  static VersionName fresh(String runId, int attempt) {
    return new VersionName(runId, attempt, PlainText.of("%08x", RANDOM.nextInt()));
  }

  /** Returns the name that a text is; nothing where it is none. */
  public static Optional<VersionName> of(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(
            new VersionName(parts.group(1), Integer.parseInt(parts.group(2)), parts.group(3)))
        : Optional.empty();
  }

  @Override
  public int compareTo(VersionName other) {
    return Comparator.comparing(VersionName::runId)
        .thenComparing(VersionName::attempt)
        .thenComparing(VersionName::mark)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return PlainText.of("%s-a%d-%s", runId, attempt, mark);
  }
}
