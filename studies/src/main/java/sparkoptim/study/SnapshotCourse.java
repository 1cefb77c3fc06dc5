// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Probe;
import sparkoptim.core.probe.OptimalCoefficient;
import sparkoptim.core.probe.OptimalCoefficient.Look;

/**
 * Measures what an epoch-old snapshot would be worth at the end of each epoch of a run that does
 * not use it.
 *
 * @param looks by seed: the numbers of {@link Watch#numbers}, epoch by epoch
 */
record SnapshotCourse(List<Map<String, double[]>> looks) {
  private static final int[] SHOWN = {1, 2, 5, 10, 20, 50};

  /** Runs a method with every seed. The end of the last epoch cannot be seen. */
  static SnapshotCourse of(Seeds seeds, OptimMethod method, int epochs) {
    List<Map<String, double[]>> looks = new ArrayList<>();
    for (int seed = 0; seed < seeds.number(); seed++) {
      StudyTraining training = seeds.training(seed);
      looks.add(
          seeds.finished(
              seed,
              method + ", snapshots of epochs " + epochs,
              () -> look(training, method, epochs)));
    }
    return new SnapshotCourse(looks);
  }

  private static Map<String, double[]> look(
      StudyTraining training, OptimMethod method, int epochs) {
    var watch = new Watch();
    Loop loop = training.loop(method, epochs + 1);
    loop.probe(training.stepsPerEpoch(), watch);
    for (long step = 0; step <= epochs * training.stepsPerEpoch(); step++) {
      training.deadline().check();
      loop.next();
    }
    return watch.numbers();
  }

  /** Looks back from each epoch's start to the one before. */
  private static final class Watch implements Probe {
    private final List<Look> looks = new ArrayList<>();
    private double[] snapshot;

    @Override
    public void look(Loop run) {
      if (snapshot != null) {
        new OptimalCoefficient(0, any -> snapshot, looks::add).look(run);
      }
      snapshot = run.query().clone();
    }

    Map<String, double[]> numbers() {
      Map<String, double[]> numbers = new LinkedHashMap<>();
      numbers.put("coefficient", measured(Look::pooled));
      numbers.put(
          "mean coefficient", measured(look -> Arrays.stream(look.each()).average().orElseThrow()));
      numbers.put("ratio", measured(look -> look.variance(1) / look.here()));
      return numbers;
    }

    private double[] measured(ToDoubleFunction<Look> measure) {
      return looks.stream().mapToDouble(measure).toArray();
    }
  }

  /**
   * Returns the coefficient that is best for all coordinates together, after an epoch counted from
   * 0.
   */
  Sample coefficients(int epoch) {
    return measured("coefficient", epoch);
  }

  /** Returns the mean over the coordinates of each one's best coefficient, as the authors do. */
  Sample meanCoefficients(int epoch) {
    return measured("mean coefficient", epoch);
  }

  /** Returns the variance with SVRG's correction over the one without. */
  Sample ratios(int epoch) {
    return measured("ratio", epoch);
  }

  private Sample measured(String what, int epoch) {
    return Sample.over(looks.size(), seed -> looks.get(seed).get(what)[epoch]);
  }

  int epochs() {
    return looks.get(0).get("ratio").length;
  }

  Course coefficient() {
    return course(SnapshotCourse::coefficients);
  }

  Course ratio() {
    return course(SnapshotCourse::ratios);
  }

  private Course course(BiFunction<SnapshotCourse, Integer, Sample> measure) {
    Course course = new Course();
    for (int epoch = 0; epoch < epochs(); epoch++) {
      course.add(epoch + 1, measure.apply(this, epoch).mean());
    }
    return course;
  }

  /** Returns the part of the epochs after which SVRG's ratio is above a bound. */
  double partAbove(double bound) {
    int above = 0;
    for (int epoch = 0; epoch < epochs(); epoch++) {
      above += ratios(epoch).mean() > bound ? 1 : 0;
    }
    return (double) above / epochs();
  }

  /** Returns a row for each of some epochs, a column for each model. */
  static StudyTable table(
      String title,
      Map<Model, SnapshotCourse> courses,
      BiFunction<SnapshotCourse, Integer, Sample> measure) {
    List<String> columns = new ArrayList<>(List.of("after epoch"));
    courses.keySet().forEach(model -> columns.add(model.name()));
    var table = new StudyTable(title, columns.toArray(String[]::new));
    for (int epoch : SHOWN) {
      List<Object> cells = new ArrayList<>(List.of(epoch));
      for (SnapshotCourse course : courses.values()) {
        if (epoch <= course.epochs()) {
          cells.add(measure.apply(course, epoch - 1));
        }
      }
      if (cells.size() == columns.size()) {
        table.add(cells.toArray());
      }
    }
    return table;
  }
}
