// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.optim;

import com.intel.analytics.bigdl.dllib.optim.Adadelta;
import com.intel.analytics.bigdl.dllib.optim.Adagrad;
import com.intel.analytics.bigdl.dllib.optim.Adam;
import com.intel.analytics.bigdl.dllib.optim.Adamax;
import com.intel.analytics.bigdl.dllib.optim.Ftrl;
import com.intel.analytics.bigdl.dllib.optim.LarsSGD;
import com.intel.analytics.bigdl.dllib.optim.OptimMethod;
import com.intel.analytics.bigdl.dllib.optim.ParallelAdam;
import com.intel.analytics.bigdl.dllib.optim.RMSprop;
import com.intel.analytics.bigdl.dllib.optim.SGD;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import sparkoptim.core.PlainText;
import sparkoptim.core.Schedule;
import sparkoptim.core.StepSize;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.rule.Lars;
import sparkoptim.core.rule.Sgd;
import sparkoptim.core.stepsize.Constant;

/**
 * BigDL's own methods in core's form, for our engine. What is translated makes the same steps up to
 * rounding, with one exception that {@link Translation#remark} tells; whatever has no twin is
 * refused.
 */
public final class BigdlMethods {
  /**
   * Bound above which BigDL's epsilon is no mere guard, and its place in the formula shapes the
   * steps.
   */
  private static final double LARGEST_EPSILON = 1e-6;

  /** LarsSGD's ratio of weights that are 0, before its trust. */
  private static final double OF_ZEROS = 1e-4;

  private static final Map<String, String> INSTEAD =
      Map.of(
          "LBFGS", "a stochastic method, or BigDL's own LocalOptimizer",
          "AdamWeightDecay", "\"adamw\"");

  private BigdlMethods() {}

  /**
   * A method in core's form.
   *
   * @param method the choices
   * @param l2 strength of the penalty {@code l2/2 ||x||^2} over all weights, which BigDL's methods
   *     have as weight decay; 0 without
   * @param remark in what the steps differ, in words; empty where they are the same
   */
  public record Translation(sparkoptim.core.OptimMethod method, double l2, String remark) {}

  /**
   * Returns the twin of a method, of BigDL's or ours.
   *
   * @throws IllegalArgumentException if there is none: with the class, the setting, and what to use
   */
  public static Translation translate(OptimMethod<?> method) {
    if (method instanceof AveragedMethod<?, ?> averaged) {
      Translation inner = translate(averaged.method());
      return new Translation(
          new sparkoptim.core.OptimMethod(
              inner.method().estimator(),
              inner.method().rule(),
              inner.method().stepSize(),
              averaged.rule()),
          inner.l2(),
          inner.remark());
    }
    if (method instanceof CoreMethod ours) {
      return new Translation(ours.coreMethod(), 0, "");
    }
    if (method == null) {
      throw new IllegalArgumentException("method must be given, was null");
    }
    requireUnused(method);
    return theirs(method);
  }

  /**
   * Returns the twin of methods for the layers of a model, as {@code LarsSGD.createOptimForModule}
   * makes them: one LarsSGD for every layer, with the same settings.
   *
   * @param methods at least two
   * @param layers number of layers with parameters
   * @throws IllegalArgumentException if they are others
   */
  public static Translation translateLayers(
      Collection<? extends OptimMethod<?>> methods, int layers) {
    Set<Translation> twins = new HashSet<>();
    for (OptimMethod<?> method : methods) {
      if (method instanceof LarsSGD<?> lars && is(method, LarsSGD.class)) {
        requireUnused(method);
        twins.add(lars(lars, true));
      } else {
        throw new IllegalArgumentException(
            PlainText.of(
                "setOptimMethods: one method must train the whole model, or a LarsSGD each of its layers, there are %d with a %s",
                methods.size(), method.getClass().getSimpleName()));
      }
    }
    if (twins.size() != 1 || methods.size() != layers) {
      throw new IllegalArgumentException(
          PlainText.of(
              "setOptimMethods: there must be a LarsSGD for each of %d layers, all with the same settings, as LarsSGD.createOptimForModule makes them; there are %d, with %d kinds of settings",
              layers, methods.size(), twins.size()));
    }
    return twins.iterator().next();
  }

  private static Translation theirs(OptimMethod<?> method) {
    if (method instanceof SGD<?> sgd && is(method, SGD.class)) {
      return sgd(sgd);
    }
    if (method instanceof Adam<?> adam && is(method, Adam.class)) {
      return adam(
          "Adam",
          adam.learningRate(),
          adam.learningRateDecay(),
          adam.beta1(),
          adam.beta2(),
          adam.Epsilon());
    }
    if (method instanceof ParallelAdam<?> adam && is(method, ParallelAdam.class)) {
      return adam(
          "ParallelAdam",
          adam.learningRate(),
          adam.learningRateDecay(),
          adam.beta1(),
          adam.beta2(),
          adam.Epsilon());
    }
    if (method instanceof RMSprop<?> rms && is(method, RMSprop.class)) {
      UpdateRule rule = new sparkoptim.core.rule.RmsProp(rms.decayRate(), rms.Epsilon(), false, 0);
      return plain(rule, decayed(rms.learningRate(), rms.learningRateDecay()), 0, "");
    }
    if (method instanceof Adagrad<?> adagrad && is(method, Adagrad.class)) {
      UpdateRule rule = new sparkoptim.core.rule.Adagrad(0, 1e-10); // fixed in BigDL's code
      Schedule rate = decayed(adagrad.learningRate(), adagrad.learningRateDecay());
      return plain(rule, rate, penalty("Adagrad", adagrad.weightDecay()), "");
    }
    if (method instanceof Adadelta<?> adadelta && is(method, Adadelta.class)) {
      return plain(
          new sparkoptim.core.rule.Adadelta(adadelta.decayRate(), adadelta.Epsilon()),
          new Constant(1),
          0,
          "");
    }
    if (method instanceof Adamax<?> adamax && is(method, Adamax.class)) {
      return plain(
          new sparkoptim.core.rule.Adamax(adamax.beta1(), adamax.beta2(), adamax.Epsilon()),
          new Constant(adamax.learningRate()),
          0,
          "");
    }
    if (method instanceof Ftrl<?> ftrl && is(method, Ftrl.class)) {
      return ftrl(ftrl);
    }
    if (method instanceof LarsSGD<?> lars && is(method, LarsSGD.class)) {
      return lars(lars, false);
    }
    throw unknown(method);
  }

  /** Scala's specialised subclasses count as the class itself, others do not. */
  private static boolean is(OptimMethod<?> method, Class<?> known) {
    return method.getClass().getName().replaceFirst("\\$mc[FD]\\$sp$", "").equals(known.getName());
  }

  private static IllegalArgumentException unknown(OptimMethod<?> method) {
    String name = method.getClass().getSimpleName().replaceFirst("\\$mc[FD]\\$sp$", "");
    return new IllegalArgumentException(
        "%s has no twin on Spark Optim's engine: use %s"
            .formatted(
                method.getClass().getName(),
                INSTEAD.getOrDefault(
                    name,
                    "one of BigDL's SGD, LarsSGD, Adam, ParallelAdam, Adamax, RMSprop, Adagrad, Adadelta, Ftrl, or a method of sparkoptim.bigdl.optim")));
  }

  private static void requireUnused(OptimMethod<?> method) {
    int steps = Counters.get(method.state(), "evalCounter", 0);
    if (steps > 0) {
      throw new IllegalArgumentException(
          PlainText.of(
              "%s: evalCounter must be 0, was %d: it has trained already; use a fresh one",
              method.getClass().getSimpleName(), steps));
    }
  }

  private static Translation sgd(SGD<?> sgd) {
    refuse("SGD", "learningRates", sgd.learningRates());
    refuse("SGD", "weightDecays", sgd.weightDecays());
    double momentum = sgd.momentum();
    // BigDL's default, for which it has a mark, is a dampening as large as the momentum.
    double dampening = sgd.dampening() == Double.MAX_VALUE ? momentum : sgd.dampening();
    UpdateRule rule = new Sgd(momentum, momentum == 0 ? 0 : dampening, sgd.nesterov());
    return plain(rule, BigdlSchedules.translate(sgd), penalty("SGD", sgd.weightDecay()), "");
  }

  /** Its shrinkage has the gradient of a penalty on the weights, and is one. */
  private static Translation ftrl(Ftrl<?> ftrl) {
    return plain(
        new sparkoptim.core.rule.Ftrl(
            0 - ftrl.learningRatePower(), // no -0
            ftrl.initialAccumulatorValue(),
            ftrl.l1RegularizationStrength(),
            ftrl.l2RegularizationStrength()),
        new Constant(ftrl.learningRate()),
        penalty("Ftrl", 2 * ftrl.l2ShrinkageRegularizationStrength()),
        "");
  }

  private static Translation lars(LarsSGD<?> lars, boolean layerwise) {
    double trust = trust(lars);
    UpdateRule rule =
        new Lars(lars.momentum(), trust, lars.weightDecay(), OF_ZEROS * trust, layerwise);
    return plain(rule, BigdlSchedules.translate(lars), 0, "");
  }

  /** BigDL shows it to nobody. */
  private static double trust(LarsSGD<?> lars) {
    try {
      var trust = LarsSGD.class.getDeclaredField("trust");
      trust.setAccessible(true);
      return trust.getDouble(lars);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read LarsSGD's trust", e);
    }
  }

  private static Translation adam(
      String name, double rate, double rateDecay, double beta1, double beta2, double epsilon) {
    if (!(epsilon <= LARGEST_EPSILON)) {
      throw new IllegalArgumentException(
          "%s: Epsilon must be <= %s, was %s: BigDL adds it before the bias correction and core after it; use \"adam(epsilon=...)\""
              .formatted(name, LARGEST_EPSILON, epsilon));
    }
    return plain(
        new sparkoptim.core.rule.Adam(beta1, beta2, epsilon, false),
        decayed(rate, rateDecay),
        0,
        "epsilon is added after the bias correction, in BigDL before it");
  }

  private static Translation plain(UpdateRule rule, StepSize rate, double l2, String remark) {
    return new Translation(
        new sparkoptim.core.OptimMethod(Plain.DEFAULT, rule, rate, NoAverage.DEFAULT), l2, remark);
  }

  private static Schedule decayed(double rate, double decay) {
    return BigdlSchedules.decayed(rate, decay);
  }

  private static double penalty(String name, double weightDecay) {
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s: weightDecay must be finite and >= 0, was %s".formatted(name, weightDecay));
    }
    return weightDecay;
  }

  private static void refuse(String name, String setting, Object value) {
    if (value != null) {
      throw new IllegalArgumentException(
          "%s: %s for every coordinate have no twin on Spark Optim's engine: use one for all"
              .formatted(name, setting));
    }
  }
}
