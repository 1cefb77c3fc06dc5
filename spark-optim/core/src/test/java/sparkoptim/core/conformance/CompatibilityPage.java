// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sparkoptim.core.Capability;
import sparkoptim.core.GradientEstimator;
import sparkoptim.core.IterateAverage;
import sparkoptim.core.MethodPart;
import sparkoptim.core.MethodRegistry;
import sparkoptim.core.MethodText;
import sparkoptim.core.Registry;
import sparkoptim.core.StepSize;
import sparkoptim.core.UpdateRule;
import sparkoptim.core.average.NoAverage;
import sparkoptim.core.stepsize.Constant;

/** The page docs/methods/compatibility.md, made from what the registered choices say. */
final class CompatibilityPage {
  private final StringBuilder page = new StringBuilder();
  private final Set<Capability> missing = EnumSet.noneOf(Capability.class);

  private CompatibilityPage() {}

  /** The whole page. */
  static String print() {
    CompatibilityPage page = new CompatibilityPage();
    page.intro();
    page.rulesAndEstimators();
    page.stepSizes();
    page.objectives();
    return page.page.toString().strip() + "\n";
  }

  private void intro() {
    line("# What fits together");
    line("");
    paragraph(
        "A method is a gradient estimator, an update rule, a step size and an average. Each part says what "
            + "it needs from the other parts and from the objective. A method whose parts do not fit together is "
            + "refused when it is made, and the error names the part and what it needs. This page is printed "
            + "from the code, for default settings. Other settings may change what a part needs or offers: the "
            + "part's own page says how. A test compares this page with the code.");
  }

  private void rulesAndEstimators() {
    List<GradientEstimator> estimators = Registry.of(GradientEstimator.class);
    line("## Rules and estimators");
    line("");
    row("rule", estimators.stream().map(CompatibilityPage::name));
    row("---", estimators.stream().map(estimator -> "---"));
    for (UpdateRule rule : Registry.of(UpdateRule.class)) {
      row(name(rule), estimators.stream().map(estimator -> cell(estimator, rule)));
    }
    line("");
    for (Capability trait : missing) {
      line("- " + note(trait) + ": " + MethodRegistry.here().describe(trait) + " is missing.");
    }
    line("");
  }

  private String cell(GradientEstimator estimator, UpdateRule rule) {
    Set<Capability> offered = EnumSet.noneOf(Capability.class);
    offered.addAll(estimator.offers());
    offered.addAll(rule.offers());
    Set<Capability> lacking = EnumSet.noneOf(Capability.class);
    for (MethodPart choice : List.of(estimator, rule)) {
      choice.needs().stream()
          .filter(need -> !need.ofObjective() && !offered.contains(need))
          .forEach(lacking::add);
    }
    missing.addAll(lacking);
    return lacking.isEmpty()
        ? "yes"
        : lacking.stream()
            .map(CompatibilityPage::note)
            .collect(Collectors.joining(", ", "no (", ")"));
  }

  /** A trait in small letters: what is missing where a table says so. */
  private static String note(Capability trait) {
    return trait.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private void stepSizes() {
    line("## Step sizes and averages");
    line("");
    List<String> free = new ArrayList<>();
    List<StepSize> needing = new ArrayList<>();
    for (StepSize stepSize : Registry.of(StepSize.class)) {
      if (stepSize.needs().isEmpty()) {
        free.add(name(stepSize));
      } else {
        needing.add(stepSize);
      }
    }
    paragraph("These fit every rule and every estimator: " + String.join(", ", free) + ".");
    List<IterateAverage> averages = Registry.of(IterateAverage.class);
    List<String> all =
        averages.stream()
            .filter(average -> average.needs().isEmpty())
            .map(CompatibilityPage::name)
            .toList();
    paragraph("So do the averages " + String.join(", ", all) + ".");
    row("step size", Stream.of("estimators", "rules"));
    row("---", Stream.of("---", "---"));
    for (StepSize stepSize : needing) {
      Set<String> estimators = new TreeSet<>();
      Set<String> rules = new TreeSet<>();
      for (UpdateRule rule : Registry.of(UpdateRule.class)) {
        for (GradientEstimator estimator : Registry.of(GradientEstimator.class)) {
          if (Methods.of(estimator, rule, stepSize, NoAverage.DEFAULT).isPresent()) {
            estimators.add(name(estimator));
            rules.add(name(rule));
          }
        }
      }
      row(name(stepSize), Stream.of(String.join(", ", estimators), String.join(", ", rules)));
    }
    line("");
  }

  private void objectives() {
    line("## What objectives have to offer");
    line("");
    row("choice", Stream.of("needs"));
    row("---", Stream.of("---"));
    for (MethodPart choice : Registry.defaults().values()) {
      List<String> needs =
          choice.needs().stream()
              .filter(Capability::ofObjective)
              .sorted()
              .map(Capability::description)
              .toList();
      if (!needs.isEmpty()) {
        row(name(choice), Stream.of(String.join("; ", needs)));
      }
    }
    line("");
    Set<String> proximal = new TreeSet<>();
    for (UpdateRule rule : Registry.of(UpdateRule.class)) {
      for (GradientEstimator estimator : Registry.of(GradientEstimator.class)) {
        Methods.of(estimator, rule, Constant.DEFAULT, NoAverage.DEFAULT)
            .filter(method -> rule.offers().contains(Capability.PROXIMAL))
            .ifPresent(method -> proximal.add(name(rule)));
      }
    }
    paragraph("Under an L1 penalty these rules run: " + String.join(", ", proximal) + ".");
  }

  private static String name(MethodPart choice) {
    return "`" + MethodText.name(choice) + "`";
  }

  private void row(String first, Stream<String> cells) {
    line("| " + first + " | " + cells.collect(Collectors.joining(" | ")) + " |");
  }

  private void paragraph(String text) {
    StringBuilder line = new StringBuilder();
    for (String word : Arrays.asList(text.split(" ", -1))) {
      if (line.length() + word.length() >= 100) {
        line(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    line(line.toString());
    line("");
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
