// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

/** The verdict of a measurement about a claim, from good to bad. */
public enum Verdict {
  REPRODUCES("reproduces"),
  CANNOT_TELL("cannot tell at this size"),
  DOES_NOT_REPRODUCE("does not reproduce");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  static Verdict of(boolean holds) {
    return holds ? REPRODUCES : DOES_NOT_REPRODUCE;
  }

  @Override
  public String toString() {
    return words;
  }
}
