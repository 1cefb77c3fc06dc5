// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The arguments that train and score share: a configuration, and settings over it. */
final class JobArguments {
  @Parameters(index = "0", paramLabel = "CONFIG", description = "A HOCON file.")
  private String file;

  @Parameters(
      index = "1..*",
      paramLabel = "KEY=VALUE",
      description =
          "Settings over those of the file, such as stage.params.regParam=1e-4 or data.train=PATH.")
  private List<String> overrides;

  /** Returns the configuration with the settings over it. */
  Config config() {
    return JobConfig.load(file, overrides());
  }

  /** Returns the same for a record of the run: environment variables by their names. */
  Config recorded() {
    return JobConfig.recorded(file, overrides());
  }

  private List<String> overrides() {
    return overrides == null ? List.of() : overrides;
  }
}
