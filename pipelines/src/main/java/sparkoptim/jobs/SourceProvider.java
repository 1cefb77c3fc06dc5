// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.util.Map;
import java.util.Set;

/**
 * Brings a data format from another jar; a service of {@link java.util.ServiceLoader}. A job reads
 * it where {@code data.format} is its name.
 */
public interface SourceProvider {
  /** Returns the value of {@code data.format}, in lower case; none of ours, and nobody else's. */
  String format();

  /**
   * Returns the names of {@code data.options} that the format knows; others are refused. Case is
   * free.
   */
  Set<String> options();

  /**
   * Returns the format with the job's settings.
   *
   * @param labelColumn the column that {@code data.labelColumn} names
   * @param options what is under {@code data.options}
   */
  Source open(String labelColumn, Map<String, String> options);
}
