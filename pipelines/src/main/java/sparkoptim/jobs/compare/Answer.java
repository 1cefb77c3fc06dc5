// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.compare;

import java.util.Collection;
import java.util.Locale;

/** What a gate says; from the worst to the best. */
public enum Answer {
  FAIL,
  UNDECIDED,
  PASS;

  /** Returns the worst of some; {@link #PASS} for none. */
  static Answer worst(Collection<Answer> answers) {
    return answers.stream().min(Answer::compareTo).orElse(PASS);
  }

  /** Returns the word that records use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
