// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** All studies that can run: ours, and those that other modules bring as services. */
public final class Studies {
  /** The study that the module for BigDL brings. */
  public static final String NETWORKS = "networks";

  private static final List<Study> OURS =
      List.of(
          new TrajectoriesStudy(),
          new AlphaSvrgStudy(),
          new StepTunedStudy(),
          new TasoStudy(),
          new SpaStudy(),
          new NextMethodsStudy());

  private Studies() {}

  /** Returns the studies in the order of the papers' subjects, those of other modules last. */
  public static List<Study> all() {
    List<Study> all = new ArrayList<>(OURS);
    for (Study study : ServiceLoader.load(Study.class)) {
      if (study.canRun()) {
        all.add(study);
      }
    }
    return all;
  }

  /** Returns the names of the studies. */
  public static List<String> names() {
    return all().stream().map(Study::name).toList();
  }

  /** Returns the study of a name. */
  public static Optional<Study> named(String name) {
    return all().stream().filter(study -> study.name().equals(name)).findFirst();
  }
}
