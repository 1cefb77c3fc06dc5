package sparkoptim.core;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import sparkoptim.core.average.Ema;
import sparkoptim.core.average.Lawa;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.average.Swa;
import sparkoptim.core.average.TwoPoint;
import sparkoptim.core.estimator.AlphaSvrg;
import sparkoptim.core.estimator.Clip;
import sparkoptim.core.estimator.LooplessSvrg;
import sparkoptim.core.estimator.Plain;
import sparkoptim.core.estimator.Saga;
import sparkoptim.core.estimator.Sarah;
import sparkoptim.core.estimator.Storm;
import sparkoptim.core.estimator.Svrg;
import sparkoptim.core.rule.Adagrad;
import sparkoptim.core.rule.Adam;
import sparkoptim.core.rule.AdamW;
import sparkoptim.core.rule.CurvatureDescent;
import sparkoptim.core.rule.LocalSgd;
import sparkoptim.core.rule.PrimalAveraging;
import sparkoptim.core.rule.RmsProp;
import sparkoptim.core.rule.ScheduleFreeAdamW;
import sparkoptim.core.rule.ScheduleFreeSgd;
import sparkoptim.core.rule.Sgd;
import sparkoptim.core.rule.StepTunedSgd;
import sparkoptim.core.stepsize.BarzilaiBorwein;
import sparkoptim.core.stepsize.Constant;
import sparkoptim.core.stepsize.Cosine;
import sparkoptim.core.stepsize.Exponential;
import sparkoptim.core.stepsize.Geometric;
import sparkoptim.core.stepsize.Htd;
import sparkoptim.core.stepsize.InverseSqrt;
import sparkoptim.core.stepsize.Linear;
import sparkoptim.core.stepsize.MultiStep;
import sparkoptim.core.stepsize.OneCycle;
import sparkoptim.core.stepsize.Polynomial;
import sparkoptim.core.stepsize.Power;
import sparkoptim.core.stepsize.ReduceOnPlateau;
import sparkoptim.core.stepsize.Scaled;
import sparkoptim.core.stepsize.SgdBarzilaiBorwein;
import sparkoptim.core.stepsize.StepDecay;
import sparkoptim.core.stepsize.Taso;
import sparkoptim.core.stepsize.Warmup;
import sparkoptim.core.stepsize.Wsd;

/**
 * The textual form of methods and choices: {@code name(setting=value, ...) + name(...)}. Settings
 * are the components of the choice's record, by name or in order: numbers, yes or no, names, lists
 * {@code [30, 60]}, or other choices, a number standing for the constant schedule; the type of a
 * choice picks its slot. Printing writes every setting, so that a changed default never changes
 * what a text means.
 */
public final class MethodText {
  static final Map<String, MethodPart> DEFAULTS = new TreeMap<>();

  static {
    DEFAULTS.put("plain", Plain.DEFAULT);
    DEFAULTS.put("alpha-svrg", AlphaSvrg.DEFAULT);
    DEFAULTS.put("svrg", Svrg.DEFAULT);
    DEFAULTS.put("l-svrg", LooplessSvrg.DEFAULT);
    DEFAULTS.put("saga", Saga.DEFAULT);
    DEFAULTS.put("sarah", Sarah.DEFAULT);
    DEFAULTS.put("storm", Storm.DEFAULT);
    DEFAULTS.put("clip", Clip.DEFAULT);
    DEFAULTS.put("sgd", Sgd.DEFAULT);
    DEFAULTS.put("local", LocalSgd.DEFAULT);
    DEFAULTS.put("step-tuned", StepTunedSgd.DEFAULT);
    DEFAULTS.put("curvature-descent", CurvatureDescent.DEFAULT);
    DEFAULTS.put("spa", PrimalAveraging.DEFAULT);
    DEFAULTS.put("schedule-free-sgd", ScheduleFreeSgd.DEFAULT);
    DEFAULTS.put("schedule-free-adamw", ScheduleFreeAdamW.DEFAULT);
    DEFAULTS.put("adam", Adam.DEFAULT);
    DEFAULTS.put("adamw", AdamW.DEFAULT);
    DEFAULTS.put("rmsprop", RmsProp.DEFAULT);
    DEFAULTS.put("adagrad", Adagrad.DEFAULT);
    DEFAULTS.put("constant", Constant.DEFAULT);
    DEFAULTS.put("linear", Linear.DEFAULT);
    DEFAULTS.put("scaled", Scaled.DEFAULT);
    DEFAULTS.put("step", StepDecay.DEFAULT);
    DEFAULTS.put("multi-step", MultiStep.DEFAULT);
    DEFAULTS.put("exponential", Exponential.DEFAULT);
    DEFAULTS.put("geometric", Geometric.DEFAULT);
    DEFAULTS.put("polynomial", Polynomial.DEFAULT);
    DEFAULTS.put("power", Power.DEFAULT);
    DEFAULTS.put("inverse-sqrt", InverseSqrt.DEFAULT);
    DEFAULTS.put("cosine", Cosine.DEFAULT);
    DEFAULTS.put("one-cycle", OneCycle.DEFAULT);
    DEFAULTS.put("warmup", Warmup.DEFAULT);
    DEFAULTS.put("wsd", Wsd.DEFAULT);
    DEFAULTS.put("taso", Taso.DEFAULT);
    DEFAULTS.put("htd", Htd.DEFAULT);
    DEFAULTS.put("bb", BarzilaiBorwein.DEFAULT);
    DEFAULTS.put("sgd-bb", SgdBarzilaiBorwein.DEFAULT);
    DEFAULTS.put("plateau", ReduceOnPlateau.DEFAULT);
    DEFAULTS.put("none", NoAverage.DEFAULT);
    DEFAULTS.put("ema", Ema.DEFAULT);
    DEFAULTS.put("swa", Swa.DEFAULT);
    DEFAULTS.put("lawa", Lawa.DEFAULT);
    DEFAULTS.put("two-point", TwoPoint.DEFAULT);
  }

  private MethodText() {}

  /**
   * The choices that a text names.
   *
   * @throws IllegalArgumentException naming the unknown or refused part, and the nearest known one
   */
  public static MethodParts parse(String text) {
    return new MethodParser(text).method();
  }

  /** The name of a choice. */
  public static String name(MethodPart choice) {
    for (Map.Entry<String, MethodPart> entry : DEFAULTS.entrySet()) {
      if (entry.getValue().getClass() == choice.getClass()) {
        return entry.getKey();
      }
    }
    throw new IllegalArgumentException(choice.getClass() + " has no textual form");
  }

  /** A choice with every setting. */
  public static String print(MethodPart choice) {
    RecordComponent[] components = choice.getClass().getRecordComponents();
    if (components.length == 0) {
      return name(choice);
    }
    List<String> settings = new ArrayList<>();
    for (RecordComponent component : components) {
      settings.add(component.getName() + "=" + print(value(component, choice)));
    }
    return name(choice) + "(" + String.join(", ", settings) + ")";
  }

  private static String print(Object value) {
    if (value instanceof MethodPart inner) {
      return print(inner);
    }
    return value instanceof Enum<?> constant ? name(constant) : String.valueOf(value);
  }

  /** The name of a setting's constant: INVERSE_SQRT is inverse-sqrt. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The value of a setting of a choice. */
  static Object value(RecordComponent component, MethodPart choice) {
    try {
      return component.getAccessor().invoke(choice);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
