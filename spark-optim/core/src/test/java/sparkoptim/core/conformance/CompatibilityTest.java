// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import sparkoptim.core.Capability;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.MethodPart;
import sparkoptim.core.MethodRegistry;
import sparkoptim.core.MethodText;
import sparkoptim.core.OptimMethod;
import sparkoptim.core.Registry;
import sparkoptim.core.StepSize;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.stepsize.Constant;

/** Which choices fit: accepted where every need is met, refused by name where one is not. */
final class CompatibilityTest {
  private static final Path PAGE = Path.of("docs/methods/compatibility.md");

  static Stream<UpdateRule> rules() {
    return Registry.of(UpdateRule.class).stream();
  }

  static Stream<MethodPart> choices() {
    return Registry.defaults().values().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rule_withEveryEstimatorAndStepSize_fitsWhereAllNeedsAreMet(UpdateRule rule) {
    for (GradientEstimator estimator : Registry.of(GradientEstimator.class)) {
      for (StepSize stepSize : Registry.of(StepSize.class)) {
        check(List.of(estimator, rule, stepSize, NoAverage.DEFAULT));
      }
      for (IterateAverage average : Registry.of(IterateAverage.class)) {
        check(List.of(estimator, rule, Constant.DEFAULT, average));
      }
    }
  }

  private static void check(List<MethodPart> choices) {
    Set<Capability> offered = EnumSet.noneOf(Capability.class);
    choices.forEach(choice -> offered.addAll(choice.offers()));
    List<String> refusals = new ArrayList<>();
    for (MethodPart choice : choices) {
      for (Capability need : choice.needs()) {
        if (!need.ofObjective() && !offered.contains(need)) {
          refusals.add(refusal(choice, need));
        }
      }
    }
    if (refusals.isEmpty()) {
      assertThatCode(() -> method(choices)).as("%s", choices).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> method(choices))
          .as("%s", choices)
          .isInstanceOf(IllegalArgumentException.class)
          .satisfies(refused -> assertThat(refusals).contains(refused.getMessage()));
    }
  }

  private static OptimMethod method(List<MethodPart> four) {
    return new OptimMethod(
        (GradientEstimator) four.get(0),
        (UpdateRule) four.get(1),
        (StepSize) four.get(2),
        (IterateAverage) four.get(3));
  }

  private static String refusal(MethodPart choice, Capability need) {
    return MethodText.name(choice) + " needs " + MethodRegistry.here().describe(need);
  }

  @ParameterizedTest
  @MethodSource("choices")
  void choice_withoutOneOfItsNeeds_isRefusedByName(MethodPart choice) {
    for (Capability need : choice.needs()) {
      Problem problem = Problems.logistic();
      if (need.ofObjective()) {
        OptimMethod method = Methods.with(choice, problem);
        Set<Capability> others = EnumSet.complementOf(EnumSet.of(need));
        assertThatThrownBy(() -> method.checkObjective(others, Set.of()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(refusal(choice, need));
      } else {
        assertThat(refusals(choice)).contains(refusal(choice, need));
      }
    }
  }

  /** What methods with a choice are refused for, over all rules, estimators and step sizes. */
  private static Set<String> refusals(MethodPart choice) {
    Set<String> messages = new TreeSet<>();
    for (UpdateRule rule : Registry.of(UpdateRule.class)) {
      for (GradientEstimator estimator : Registry.of(GradientEstimator.class)) {
        UpdateRule chosen = choice instanceof UpdateRule own ? own : rule;
        GradientEstimator gradients = choice instanceof GradientEstimator own ? own : estimator;
        StepSize stepSize = choice instanceof StepSize own ? own : Constant.DEFAULT;
        IterateAverage average = choice instanceof IterateAverage own ? own : NoAverage.DEFAULT;
        try {
          new OptimMethod(gradients, chosen, stepSize, average);
        } catch (IllegalArgumentException e) {
          messages.add(e.getMessage());
        }
      }
    }
    return messages;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void rule_underAnL1Penalty_runsWhereItHasAProximalStep(UpdateRule rule) {
    OptimMethod method = Methods.with(rule, Problems.logistic());
    Set<Capability> all = EnumSet.allOf(Capability.class);
    if (rule.offers().contains(Capability.PROXIMAL)) {
      method.checkObjective(all, Set.of(Capability.PROXIMAL));
    } else {
      assertThatThrownBy(() -> method.checkObjective(all, Set.of(Capability.PROXIMAL)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              method
                  + ": the objective needs "
                  + MethodRegistry.here().describe(Capability.PROXIMAL));
    }
  }

  /** The names in brackets are what a refusal advises: all that offer the trait, no others. */
  @ParameterizedTest
  @EnumSource(Capability.class)
  void description_listsWhoOffersTheTrait(Capability trait) {
    Matcher list = Pattern.compile("\\(([^)]*)\\)").matcher(MethodRegistry.here().describe(trait));
    if (trait.ofObjective() || !list.find()) {
      return;
    }
    Set<String> named = new TreeSet<>();
    Matcher words = Pattern.compile("(?:^|, )([a-z0-9-]+)").matcher(list.group(1));
    while (words.find()) {
      named.add(words.group(1));
    }
    Set<String> offering = new TreeSet<>();
    choices()
        .filter(choice -> choice.offers().contains(trait))
        .forEach(choice -> offering.add(MethodText.name(choice)));
    assertThat(named)
        .as("%s: %s", trait, MethodRegistry.here().describe(trait))
        .isEqualTo(offering);
  }

  @Test
  void page_committed_isWhatTheCodeSays() throws IOException {
    String printed = CompatibilityPage.print();
    Path fresh = Path.of("target/compatibility.md").toAbsolutePath();
    Files.createDirectories(fresh.getParent());
    Files.writeString(fresh, printed);
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs"))) {
      root = root.getParent();
    }
    Path page = root.resolve(PAGE);
    String committed = Files.exists(page) ? Files.readString(page) : "";
    assertThat(committed)
        .as("%s is not what the code says: copy %s over it and look at the changes", page, fresh)
        .isEqualTo(printed);
  }
}
