// SPDX-License-Identifier: Apache-2.0
package sparkoptim.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import sparkoptim.core.Gradient;
import sparkoptim.core.Loop;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.probe.FixedBatchProbe;
import sparkoptim.core.probe.FixedBatchProbe.Curvature;
import sparkoptim.core.probe.FixedBatchProbe.Look;
import sparkoptim.core.probe.Place;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Series;

/**
 * One run of SGD at a constant learning rate: the losses of a few fixed mini-batches along it, and
 * how far one gradient step on such a batch would lead.
 */
final class BigSteps {
  private static final List<Long> BATCHES = List.of(0L, 5L, 10L);
  private static final int POINTS = 10;
  private static final long[] EPOCHS = {1, 2, 5, 10, 20, 30};
  private static final double CLOSE = 0.25;

  private final double rate;
  private final long perEpoch;
  private final List<Course> losses = new ArrayList<>();
  private final Course whole = new Course();
  private final List<Look> looks = new ArrayList<>();

  private BigSteps(double rate, long perEpoch) {
    this.rate = rate;
    this.perEpoch = perEpoch;
  }

  static BigSteps of(StudyTraining training, double rate, int epochs) {
    var steps = new BigSteps(rate, training.stepsPerEpoch());
    String method = Figures.text("sgd + constant(%s)", rate);
    Loop loop = training.loop(OptimMethod.parse(method), epochs);
    BATCHES.forEach(batch -> steps.losses.add(new Course()));
    loop.probe(Math.max(1, steps.perEpoch / 4), run -> steps.follow(run, training));
    loop.probe(
        steps.perEpoch,
        new FixedBatchProbe(
            BATCHES, Place.QUERY, 0, Curvature.GRADIENTS, POINTS, true, steps.looks::add));
    training.train(loop);
    return steps;
  }

  private void follow(Loop run, StudyTraining training) {
    double epoch = (double) run.step() / perEpoch;
    var unused = new Gradient(run.query().length);
    for (int i = 0; i < BATCHES.size(); i++) {
      double loss = run.objective().batch(BATCHES.get(i)).evaluate(run.query(), unused);
      losses.get(i).add(epoch, loss);
    }
    whole.add(epoch, training.loss(run.query()));
  }

  private List<Look> shown() {
    List<Look> shown = new ArrayList<>();
    for (long epoch : EPOCHS) {
      looks.stream()
          .filter(look -> look.step() == epoch * perEpoch && look.batch() == BATCHES.get(0))
          .forEach(shown::add);
    }
    return shown;
  }

  StudyTable table() {
    var table =
        new StudyTable(
            Figures.text("One gradient step on a fixed mini-batch (SGD's own rate is %s)", rate),
            "epoch",
            "eta*",
            "loss before",
            "predicted",
            "reached",
            "all rows before",
            "all rows after");
    for (Look look : shown()) {
      table.add(
          look.step() / perEpoch,
          look.etaStar(),
          look.loss(),
          look.predicted(),
          look.reached(),
          look.curve().full()[0],
          look.curve().full()[POINTS / 2]);
    }
    return table;
  }

  /**
   * Returns the looks after the first epoch, as a claim about training and not about the starting
   * point.
   */
  private List<Look> later() {
    return looks.stream()
        .filter(look -> look.step() > 0 && Double.isFinite(look.etaStar()))
        .toList();
  }

  private static double median(List<Look> looks, ToDoubleFunction<Look> value) {
    double[] sorted = looks.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  List<Claim> claims() {
    List<Look> later = later();
    double left = median(later, look -> look.reached() / look.loss());
    double error =
        median(
            later,
            look -> Math.abs(look.reached() - look.predicted()) / (look.loss() - look.predicted()));
    double misfit = median(later, Look::misfit);
    double whole = median(later, look -> look.curve().full()[POINTS / 2] / look.curve().full()[0]);
    double longer = median(later, look -> look.etaStar() / rate);
    return List.of(
        Claim.of(
            "One large gradient step brings a mini-batch's loss far down: to half or less",
            left <= 0.5,
            "median over %d looks: to %.0f %% of the loss, at eta* = %.1f times SGD's rate",
            later.size(),
            100 * left,
            longer),
        Claim.of(
            "The loss along the step is well modelled by a quadratic: the decrease predicted is"
                + " that reached within a quarter",
            error <= CLOSE,
            "median error of the decrease %.0f %%, root mean square misfit up to 2 eta* %.0f %%",
            100 * error,
            100 * misfit),
        Claim.of(
            "That step is too long for all rows: their loss rises",
            whole > 1,
            "median: to %.0f %% of the full loss",
            100 * whole));
  }

  Panel trajectory() {
    List<Series> lines = new ArrayList<>();
    for (int i = 0; i < BATCHES.size(); i++) {
      lines.add(losses.get(i).line("batch " + (i + 1)));
    }
    Series all = whole.line("all rows");
    lines.add(new Series(all.name(), all.x(), all.y(), Series.Style.DASHED));
    return new Panel("", "epoch", "loss along the run", Panel.Scale.AUTO, lines);
  }

  /** Returns the last look that is shown: the losses along its gradient, and the parabola. */
  Panel line() {
    List<Look> shown = shown();
    Look look = shown.get(shown.size() / 2);
    double[] lengths = look.curve().lengths();
    double[] model = new double[lengths.length];
    double curvature = 2 * (look.loss() - look.predicted()) / (look.etaStar() * look.etaStar());
    for (int i = 0; i < model.length; i++) {
      double from = lengths[i] - look.etaStar();
      model[i] = look.predicted() + curvature / 2 * from * from;
    }
    return new Panel(
        "",
        "learning rate of one step after epoch " + look.step() / perEpoch,
        "loss",
        Panel.Scale.AUTO,
        List.of(
            new Series("batch", lengths, look.curve().batch()),
            new Series("parabola", lengths, model, Series.Style.DASHED),
            new Series("all rows", lengths, look.curve().full())));
  }

  /** Returns the curvature along mini-batch gradients: 1 / eta*, median after the first epoch. */
  double curvature() {
    return 1 / median(later(), Look::etaStar);
  }
}
