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
          new SpaStudy());

  private Studies() {}

  /** In the order of the papers' subjects, others' last. */
  public static List<Study> all() {
    List<Study> all = new ArrayList<>(OURS);
    for (Study study : ServiceLoader.load(Study.class)) {
      if (study.canRun()) {
        all.add(study);
      }
    }
    return all;
  }

  /** Their names. */
  public static List<String> names() {
    return all().stream().map(Study::name).toList();
  }

  /** The study of a name. */
  public static Optional<Study> named(String name) {
    return all().stream().filter(study -> study.name().equals(name)).findFirst();
  }
}
