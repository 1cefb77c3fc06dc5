// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.ClassificationModel;
import org.apache.spark.ml.classification.OneVsRest;
import sparkoptim.jobs.check.CheckResult;
import sparkoptim.jobs.check.Checks;
import sparkoptim.jobs.check.Profile;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.Version;
import sparkoptim.jobs.window.ModelPins;
import sparkoptim.jobs.window.RunId;

/** The checks of a night's new rows against the nights before. */
record NightChecks(RetrainSettings settings, Registry registry, RunId id) {
  private static final int NIGHTS = 7;

  /**
   * Makes all checks.
   *
   * @param now the profile of the new rows
   * @param stage the one that is trained
   */
  List<CheckResult> results(
      NightData night,
      Profile now,
      Optional<Version> incumbent,
      Optional<ModelPins> parent,
      PipelineStage stage)
      throws IOException {
    Optional<Profile> reference =
        incumbent.isPresent() ? profile(incumbent.get()) : Optional.empty();
    return new ArrayList<>(
        new Checks(settings.check(), now, reference, lastNights(), parent, kind(stage))
            .results(night.newRows().schema()));
  }

  private List<Profile> lastNights() throws IOException {
    List<Profile> profiles = new ArrayList<>();
    List<Version> versions = registry.versions();
    Set<String> nights = new HashSet<>();
    for (int i = versions.size() - 1; i >= 0 && profiles.size() < NIGHTS; i--) {
      String runId = versions.get(i).name().runId();
      if (runId.compareTo(id.text()) < 0 && nights.add(runId)) { // the last attempt of each
        profile(versions.get(i)).ifPresent(profiles::add);
      }
    }
    return profiles;
  }

  private static Optional<Profile> profile(Version version) throws IOException {
    Optional<JsonNode> json = version.json(Profile.FILE);
    return json.map(
        node ->
            Profile.of(
                version + "/" + Profile.FILE, node.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** A stage that reads another column reads what a stage in front makes of the labels. */
  private Checks.LabelKind kind(PipelineStage stage) {
    if (!classifies(stage)) {
      return Checks.LabelKind.NUMBERS;
    }
    DataSettings data = settings.training().data();
    boolean read =
        !stage.hasParam("labelCol")
            || stage.getOrDefault(stage.getParam("labelCol")).equals(data.labelColumn());
    return read && data.relabel() == DataSettings.Relabel.NONE
        ? Checks.LabelKind.CODES
        : Checks.LabelKind.VALUES;
  }

  /** Returns whether labels are classes: fitted models of a classifier say so by their type. */
  private static boolean classifies(PipelineStage stage) {
    return stage instanceof OneVsRest
        || (stage instanceof Estimator<?> estimator
            && ClassificationModel.class.isAssignableFrom(modelOf(estimator.getClass())));
  }

  private static Class<?> modelOf(Class<?> estimator) {
    for (var method : estimator.getMethods()) {
      if (method.getName().equals("fit")
          && method.getParameterCount() == 1
          && ClassificationModel.class.isAssignableFrom(method.getReturnType())) {
        return method.getReturnType();
      }
    }
    return Object.class;
  }
}
