// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

/** Names of the first format of checkpoints: what is a snapshot now was called an anchor. */
final class FormatOne {
  private FormatOne() {}

  /** Returns the name that a field of a loop's state has now. */
  static String field(String name) {
    return name.replaceAll("(^|\\.)anchor(?=\\.|$)", "$1snapshot");
  }
}
