// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * Why a version is to serve.
 *
 * @param by who decided
 * @param note why; null where nobody said
 */
public record Approval(Promotion.Kind kind, String by, String note) {

  /** Returns the decision of a run whose candidate passed. */
  public static Approval passed(String note) {
    return new Approval(Promotion.Kind.PROMOTE, user(), note);
  }

  /** Returns the decision of a person, whatever the run had found. */
  public static Approval forced(String note) {
    return new Approval(Promotion.Kind.FORCE, user(), note);
  }

  /** Returns the decision to go back. */
  public static Approval rollback(String note) {
    return new Approval(Promotion.Kind.ROLLBACK, user(), note);
  }

  /** Returns who runs this, and where. */
  static String user() {
    try {
      return UserGroupInformation.getCurrentUser().getShortUserName() + "@" + host();
    } catch (IOException e) {
      return System.getProperty("user.name", "unknown") + "@" + host();
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
