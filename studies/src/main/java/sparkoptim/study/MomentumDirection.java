// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.List;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.Objective;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Probe;
import sparkoptim.core.probe.FieldReader;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Series;

/**
 * The cosine between the full gradient and what a step with momentum follows, at the start and in
 * the middle of each epoch, and between the full gradient and that of the next mini-batch.
 *
 * @param momentum by seed
 * @param batch by seed
 */
record MomentumDirection(List<Course> momentum, List<Course> batch) {

  /** Returns the measurement for runs of {@code sgd} with momentum. */
  static MomentumDirection of(Seeds seeds, OptimMethod method, int epochs) {
    List<Course> momentum = new ArrayList<>();
    List<Course> batch = new ArrayList<>();
    for (int seed = 0; seed < seeds.number(); seed++) {
      var watch = new Watch(seeds.training(seed).stepsPerEpoch(), new Course(), new Course());
      Loop loop = seeds.training(seed).loop(method, epochs);
      loop.probe(Math.max(1, watch.perEpoch / 2), watch);
      seeds.training(seed).train(loop);
      momentum.add(watch.momentum);
      batch.add(watch.batch);
    }
    return new MomentumDirection(momentum, batch);
  }

  private record Watch(long perEpoch, Course momentum, Course batch) implements Probe {
    @Override
    public void look(Loop run) {
      if (run.step() > 0) {
        double epoch = (double) run.step() / perEpoch;
        double[] full = gradient(run, run.objective().full());
        double[] next = gradient(run, run.objective().batch(run.step()));
        momentum.add(epoch, cosine(FieldReader.of(run).vector("rule.velocity"), full));
        batch.add(epoch, cosine(next, full));
      }
    }
  }

  private static double[] gradient(Loop run, Objective rows) {
    Gradient gradient = new Gradient(run.query().length);
    rows.evaluate(run.query(), gradient);
    return gradient.values;
  }

  private static double cosine(double[] a, double[] b) {
    double product = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      squareA += a[i] * a[i];
      squareB += b[i] * b[i];
    }
    return product / Math.sqrt(squareA * squareB);
  }

  private Sample at(List<Course> courses, int place) {
    return Sample.over(courses.size(), seed -> courses.get(seed).value(place));
  }

  private int last() {
    return momentum.get(0).size() - 1;
  }

  StudyTable table() {
    var table = new StudyTable("Cosine with the full gradient", "epoch", "momentum", "mini-batch");
    for (int i = 0; i < last(); i = Math.max(i + 1, 2 * i)) {
      table.add(momentum.get(0).place(i), at(momentum, i), at(batch, i));
    }
    table.add(momentum.get(0).place(last()), at(momentum, last()), at(batch, last()));
    return table;
  }

  Claim claim() {
    return Claim.higher(
        "Momentum points along the full gradient early on, and less so later",
        "first half epoch",
        at(momentum, 0),
        "last",
        at(momentum, last()));
  }

  Panel panel() {
    List<Series> lines = List.of(mean(momentum).line("momentum"), mean(batch).line("mini-batch"));
    return new Panel("", "epoch", "cosine with the full gradient", Panel.Scale.AUTO, lines);
  }

  private Course mean(List<Course> courses) {
    Course mean = new Course();
    for (int i = 0; i <= last(); i++) {
      mean.add(courses.get(0).place(i), at(courses, i).mean());
    }
    return mean;
  }
}
