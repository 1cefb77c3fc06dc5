// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import sparkoptim.jobs.registry.Promotion;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.Version;
import sparkoptim.jobs.registry.VersionChoice;
import sparkoptim.jobs.registry.VersionName;

/**
 * The version that nights in a row may not slide away from: the one that the settings name, or the
 * last that a person made serve, or the first that served.
 */
record NightAnchor(RetrainSettings settings, Registry registry) {

  /**
   * Returns the version.
   *
   * @param warnings gets a sentence where it is gone
   */
  Optional<Version> version(List<String> warnings) throws IOException {
    Optional<VersionName> name = name();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(registry.version(name.get()));
    } catch (JobException e) {
      warnings.add("promote.anchor: " + e.getMessage() + ", so there is none");
      return Optional.empty();
    }
  }

  private Optional<VersionName> name() throws IOException {
    if (settings.promote().anchor().isEmpty()) {
      return Optional.empty();
    }
    Optional<VersionChoice> named = settings.namedAnchor();
    if (named.isPresent()) {
      return named.get().name();
    }
    List<Promotion> all = registry.history().promotions();
    for (int i = all.size() - 1; i >= 0; i--) {
      if (i == 0 || !NightVerdict.isOfNight(all.get(i))) {
        return Optional.of(all.get(i).versionName());
      }
    }
    return Optional.empty();
  }
}
