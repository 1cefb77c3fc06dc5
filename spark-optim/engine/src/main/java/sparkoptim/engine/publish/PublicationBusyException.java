// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.publish;

/** Another run is writing to the same place; the same run later may do. */
public final class PublicationBusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an error whose message is the whole explanation. */
  public PublicationBusyException(String message) {
    super(message);
  }
}
