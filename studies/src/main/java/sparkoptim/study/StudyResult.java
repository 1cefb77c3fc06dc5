// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.List;
import java.util.Map;
import sparkoptim.study.chart.Picture;

/**
 * The measurements of a study.
 *
 * @param pictures by the name of their file, without ending
 */
public record StudyResult(
    List<StudyTable> tables, List<Claim> claims, Map<String, Picture> pictures) {

  /** Judges all claims together, see {@link Claim#together}. */
  public StudyResult {
    claims = Claim.together(claims);
  }
}
