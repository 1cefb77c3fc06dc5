// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

/** A version is in use until this is closed, so that retention does not remove it. */
public interface Hold extends AutoCloseable {
  @Override
  void close();
}
