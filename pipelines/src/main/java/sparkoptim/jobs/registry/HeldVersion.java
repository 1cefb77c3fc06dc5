// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

/**
 * A version that was chosen once and is held until this is closed.
 *
 * @param version what was chosen; a promotion later does not change it
 */
public record HeldVersion(Version version, Hold hold) implements AutoCloseable {
  @Override
  public void close() {
    hold.close();
  }
}
