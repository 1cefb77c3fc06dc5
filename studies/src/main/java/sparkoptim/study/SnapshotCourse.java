// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Probe;
import sparkoptim.core.probe.OptimalCoefficient;
import sparkoptim.core.probe.OptimalCoefficient.Look;

/**
 * Measures what an epoch-old snapshot would be worth at the end of each epoch of a run that does
 * not use it.
 *
 * @param looks by seed and epoch
 */
record SnapshotCourse(List<List<Look>> looks) {
  private static final int[] SHOWN = {1, 2, 5, 10, 20, 50};

  /** Runs a method with every seed. The end of the last epoch cannot be seen. */
  static SnapshotCourse of(Seeds seeds, OptimMethod method, int epochs) {
    List<List<Look>> looks = new ArrayList<>();
    for (int seed = 0; seed < seeds.number(); seed++) {
      StudyTraining training = seeds.training(seed);
      var watch = new Watch();
      Loop loop = training.loop(method, epochs + 1);
      loop.probe(training.stepsPerEpoch(), watch);
      for (long step = 0; step <= epochs * training.stepsPerEpoch(); step++) {
        loop.next();
      }
      looks.add(watch.looks);
    }
    return new SnapshotCourse(looks);
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
  }

  /**
   * Returns the coefficient that is best for all coordinates together, after an epoch counted from
   * 0.
   */
  Sample coefficients(int epoch) {
    return Sample.over(looks.size(), seed -> looks.get(seed).get(epoch).pooled());
  }

  /** Returns the mean over the coordinates of each one's best coefficient, as the authors do. */
  Sample meanCoefficients(int epoch) {
    return Sample.over(
        looks.size(),
        seed -> Arrays.stream(looks.get(seed).get(epoch).each()).average().orElseThrow());
  }

  /** Returns the variance with SVRG's correction over the one without. */
  Sample ratios(int epoch) {
    return Sample.over(
        looks.size(),
        seed -> looks.get(seed).get(epoch).variance(1) / looks.get(seed).get(epoch).here());
  }

  int epochs() {
    return looks.get(0).size();
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
