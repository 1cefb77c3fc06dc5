// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.report;

import java.net.URI;
import java.util.Optional;

/**
 * A server of MLflow.
 *
 * @param uri may hold user and password
 * @param experiment made where it is missing
 * @param runName the server's choice where it is empty
 */
public record MlflowSettings(URI uri, String experiment, Optional<String> runName) {
  public MlflowSettings {
    if (uri.getHost() == null || !("" + uri.getScheme()).matches("https?")) {
      throw new IllegalArgumentException(
          "mlflow.uri must be http://HOST:PORT or https://HOST:PORT, was "
              + sparkoptim.jobs.Secrets.redacted("" + uri));
    }
  }
}
