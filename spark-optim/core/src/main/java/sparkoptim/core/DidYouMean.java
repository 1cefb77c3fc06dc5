// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the known name that a mistyped one was probably meant to be, for error messages. */
public final class DidYouMean {
  private static final int SHORT_LIST = 12;

  private DidYouMean() {}

  /**
   * Returns the known name at the smallest edit distance (insert, delete, replace, swap neighbours;
   * case is free), the first in alphabetical order when several are as near. Empty when nothing is
   * near: a third of the letters, and one more, may differ.
   *
   * @param unknown the name that is not known
   * @param known the names that exist
   */
  public static Optional<String> of(String unknown, Collection<String> known) {
    int nearest = 2 + unknown.length() / 3;
    String name = null;
    for (String candidate : new TreeSet<>(known)) {
      int distance = distance(lower(unknown), lower(candidate));
      if (distance < nearest) {
        nearest = distance;
        name = candidate;
      }
    }
    return Optional.ofNullable(name);
  }

  /**
   * Returns the end of an error message: the nearest name as a question, else the names there are.
   *
   * @param unknown the name that is not known
   * @param known the names that exist
   */
  public static String hint(String unknown, Collection<String> known) {
    return of(unknown, known)
        .map(name -> "did you mean " + name + "?")
        .orElseGet(() -> "known: " + list(known));
  }

  private static String list(Collection<String> known) {
    var sorted = new TreeSet<>(known);
    String first = String.join(", ", sorted.stream().limit(SHORT_LIST).toList());
    if (sorted.isEmpty()) {
      return "none";
    }
    return sorted.size() <= SHORT_LIST ? first : first + ", ... (" + sorted.size() + " names)";
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Optimal string alignment: rows i, i-1 and i-2 of the usual table. */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        if (swapped(a, i, b, j)) {
          row[j] = Math.min(row[j], 1 + beforeLast[j - 2]);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }

  private static boolean swapped(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
