// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetrainJobTest {
  private static final int ROWS = 300;

  @TempDir private Path folder;
  private Nights nights;

  @BeforeEach
  void days() throws IOException {
    nights = new Nights(folder);
    for (int day = 1; day <= 4; day++) {
      nights.write(day, ROWS, 1);
    }
  }

  @Test
  void retrain_firstAndSecondNight_promotesByGuardsAndThenByComparison() throws IOException {
    assertThat(nights.retrain(1)).as(nights.err()).isZero();
    JsonNode first = nights.result(1).orElseThrow();
    assertThat(first.path("outcome").asText()).isEqualTo("promoted");
    assertThat(first.path("previous").isNull()).isTrue();
    assertThat(first.path("gates")).hasSize(1);
    assertThat(nights.retrain(2)).as(nights.err()).isZero();
    JsonNode second = nights.result(2).orElseThrow();
    assertThat(second.path("previous")).isEqualTo(first.path("version"));
    assertThat(second.path("gates")).hasSize(3);
    assertThat(nights.record(second.path("version").asText()).path("parent"))
        .isEqualTo(first.path("version"));
    assertThat(nights.out().lines().reduce((a, b) -> b).orElseThrow())
        .endsWith("registry/runs/2026-11-02/result-1.json");
    assertThat(folder.resolve("registry/versions/" + second.path("version").asText()))
        .isDirectoryContaining("glob:**/report.html");
  }

  @Test
  void retrain_sameNightAgain_printsWhatWasDecided() throws IOException {
    nights.retrain(1);
    String before = nights.out();
    assertThat(nights.retrain(1)).isZero();
    assertThat(nights.out()).isEqualTo(before);
    assertThat(nights.versions()).isEqualTo(1);
    assertThat(nights.promotions()).isEqualTo(1);
  }

  @Test
  void retrain_rowsThatCannotBeReadOrTrainedWith_areLeftOutOfLaterNights() throws IOException {
    nights.retrain(1);
    Files.writeString(nights.file(2), "0 1:x\n");
    assertThat(nights.retrain(2)).isEqualTo(65);
    Files.writeString(nights.file(3), Nights.rows(3, ROWS, 1) + "0.5 1:1\n");
    assertThat(nights.retrain(3)).isEqualTo(65);
    assertThat(nights.err()).contains("0.5");
    nights.write(4, ROWS, 1);
    assertThat(nights.retrain(4)).as(nights.err()).isZero();
    assertThat(nights.result(4).orElseThrow().path("warnings").toString())
        .contains("rows of 2026-11-03, 2026-11-02 are left out");
  }

  @Test
  void retrain_settingsThatDoNotFitTheRows_leaveTheDayInLaterNights() throws IOException {
    nights.retrain(1);
    String[] faults = {
      "features=[{class=VectorAssembler, params {inputCols=[nope], outputCol=more}}]",
      "features=[{class=StringIndexer, params {inputCol=nope, outputCol=more}}]",
      "stage={class=MultilayerPerceptronClassifier, params=null, params {layers=[9, 2]}}"
    };
    for (String fault : faults) {
      assertThat(nights.retrain(2, fault)).as(fault + nights.err()).isEqualTo(65);
      assertThat(nights.result(2).orElseThrow().path("checks").toString()).doesNotContain("block");
    }
    assertThat(nights.retrain(3)).as(nights.err()).isZero();
    assertThat(nights.result(3).orElseThrow().path("days").toString()).contains("2026-11-02");
  }

  @Test
  void retrain_sliceThatIsNone_isRefusedBeforeTraining() throws IOException {
    for (String slice : List.of("nope", "x <")) {
      assertThat(nights.retrain(1, "validate.slices=[\"" + slice + "\"]")).isEqualTo(65);
      assertThat(nights.err()).contains("validate.slices: " + slice + " is neither a column");
    }
    assertThat(nights.result(1).orElseThrow().has("version")).isFalse();
  }

  @Test
  void retrain_idOfAnotherForm_isRefusedWhereItSortsOtherwise() throws IOException {
    nights.retrain(4);
    assertThat(nights.retrain(4, "run.id=20261103")).isEqualTo(65);
    assertThat(nights.err())
        .contains(
            "run.id = 20261103 is of a day before 2026-11-04, which serves, and sorts otherwise");
  }

  @Test
  void retrain_decidedNightWithOtherRowsOrSettings_isRefusedUntilItIsAskedFor() throws IOException {
    nights.retrain(1);
    assertThat(nights.retrain(1, "stage.params.regParam=0.5")).isEqualTo(65);
    assertThat(nights.err())
        .contains("2026-11-01 was decided with stage.params.regParam = 0.01, now it is 0.5");
    Files.writeString(
        nights.file(1), Nights.rows(9, 10, 1), java.nio.file.StandardOpenOption.APPEND);
    assertThat(nights.retrain(1)).isEqualTo(65);
    assertThat(nights.err()).contains("was decided with 300 rows", "now there are 310");
    assertThat(nights.outcome(1)).isEqualTo("promoted");
    assertThat(nights.retrain(1, "run.verify=false")).isZero();
    assertThat(nights.retrain(1, "run.again=true")).as(nights.err()).isZero();
    JsonNode again = nights.result(1).orElseThrow();
    assertThat(again.path("attempt").asInt()).isEqualTo(2);
    assertThat(again.path("outcome").asText()).as("%s", again).isEqualTo("promoted");
    assertThat(nights.record(again.path("version").asText()).path("parent").isNull()).isTrue();
  }

  @Test
  void retrain_backfill_neverReplacesALaterNightUnlessAsked() throws IOException {
    nights.retrain(1);
    nights.retrain(4);
    String later = nights.result(4).orElseThrow().path("version").asText();
    assertThat(nights.retrain(2)).as(nights.err()).isZero();
    JsonNode old = nights.result(2).orElseThrow();
    assertThat(old.path("outcome").asText()).isEqualTo("kept");
    assertThat(old.path("reason").asText()).contains("is a night before " + later);
    assertThat(old.path("serves").asText()).isEqualTo(later);
    assertThat(old.path("comparedWith").asText()).startsWith("2026-11-01");
    nights.retrain(3, "promote.order=any");
    assertThat(nights.outcome(3)).isEqualTo("promoted");
  }

  @Test
  void retrain_candidateWorseOnTheHoldout_keepsWithItsExitCode() throws IOException {
    nights.retrain(1);
    nights.write(2, ROWS, -1);
    Files.copy(nights.file(3), folder.resolve("apart.libsvm"));
    String apart = "validate.holdout.path=" + folder.resolve("apart.libsvm");
    String[] settings = {
      apart, "data.history.days=null", "exit.kept=7", "validate.holdout.reset=true"
    };
    assertThat(nights.retrain(2, settings)).as(nights.err()).isEqualTo(7);
    JsonNode kept = nights.result(2).orElseThrow();
    assertThat(kept.path("outcome").asText()).isEqualTo("kept");
    assertThat(kept.path("reason").asText())
        .contains("not-worse(logLoss, 0.05): fail", "better-than-constant: fail");
    assertThat(kept.path("serves").asText()).startsWith("2026-11-01");
  }

  @Test
  void retrain_dayWithoutRows_isSkippedAndRunsLater() throws IOException {
    assertThat(nights.retrain(5, "exit.noRows=9")).as(nights.err()).isEqualTo(9);
    assertThat(nights.outcome(5)).isEqualTo("skipped");
    nights.write(5, ROWS, 1);
    assertThat(nights.retrain(5)).as(nights.err()).isZero();
    assertThat(nights.outcome(5)).isEqualTo("promoted");
  }

  @Test
  void retrain_fewRowsHeldOut_areUndecidedOnceAModelServes() throws IOException {
    nights.retrain(1);
    assertThat(nights.retrain(2, "validate.holdout.rows.min=5000")).isZero();
    assertThat(nights.outcome(2)).isEqualTo("undecided");
    assertThat(nights.result(2).orElseThrow().path("reason").asText())
        .contains("fewer than 5,000 decide nothing (validate.holdout.rows.min)");
  }

  @Test
  void retrain_otherHoldout_isRefusedWhileAModelServes() throws IOException {
    nights.retrain(1);
    assertThat(nights.retrain(2, "validate.holdout.salt=other")).isEqualTo(65);
    assertThat(nights.err()).contains("validate.holdout is by=key share=0.4 salt=other");
    String[] reset = {"validate.holdout.salt=other", "validate.holdout.reset=true"};
    assertThat(nights.retrain(2, reset)).as(nights.err()).isZero();
  }

  @Test
  void retrain_tooFewRowsAndPromotionInDoubt_areNotPromoted() throws IOException {
    nights.retrain(1);
    String[] settings = {"validate.holdout.rows.min=5000", "promote.undecided=promote"};
    assertThat(nights.retrain(2, settings)).isZero();
    assertThat(nights.outcome(2)).isEqualTo("undecided");
    String[] doubtful = {"promote.when=\"better(logLoss)\"", "promote.undecided=promote"};
    assertThat(nights.retrain(3, doubtful)).as(nights.err()).isZero();
    JsonNode result = nights.result(3).orElseThrow();
    if (result.path("outcome").asText().equals("promoted")) {
      assertThat(result.path("reason").asText()).contains("promote.undecided");
    }
  }

  @Test
  void retrain_decay_weighsTheDaysOnEveryNight() throws IOException {
    String[] decay = {"data.decay.halfLife=1 day"};
    assertThat(nights.retrain(1, decay)).as(nights.err()).isZero();
    assertThat(nights.retrain(2, decay)).as(nights.err()).isZero();
    assertThat(nights.outcome(2)).isEqualTo("promoted");
    String weighed = nights.result(2).orElseThrow().path("weightsSha256").asText();
    nights.retrain(2, "run.again=true");
    assertThat(nights.result(2).orElseThrow().path("weightsSha256").asText()).isNotEqualTo(weighed);
  }

  @Test
  void retrain_decayOfATable_isNoFeature() throws IOException {
    for (int day = 1; day <= 2; day++) {
      Path table = folder.resolve(Nights.id(day) + ".csv");
      StringBuilder text = new StringBuilder("label,x,y\n");
      for (String line : Files.readAllLines(nights.file(day))) {
        String[] parts = line.split("[ :]", -1);
        text.append(parts[0]).append(',').append(parts[2]).append(',').append(parts[4]);
        text.append('\n');
      }
      Files.writeString(table, text);
    }
    String[] settings = {
      "data.format=csv",
      "data.features=all",
      "data.new=\"" + folder + "/{day}.csv\"",
      "data.decay.halfLife=2"
    };
    assertThat(nights.retrain(1, settings)).as(nights.err()).isZero();
    assertThat(nights.retrain(2, settings)).as(nights.err()).isZero();
    String version = nights.result(2).orElseThrow().path("version").asText();
    assertThat(nights.record(version).path("numFeatures").asInt()).isEqualTo(2);
  }

  @Test
  void retrain_numbers_areComparedByTheExplainedVariance() throws IOException {
    String[] settings = {"stage.class=LinearRegression", "promote.when=auto"};
    assertThat(nights.retrain(1, settings)).as(nights.err()).isZero();
    assertThat(nights.retrain(2, settings)).as(nights.err()).isZero();
    assertThat(nights.result(2).orElseThrow().path("gates").get(0).path("gate").asText())
        .isEqualTo("not-worse(r2, 0.005)");
  }

  @Test
  void retrain_gateThatTheModelHasNoFigureFor_isRefusedOnTheFirstNight() throws IOException {
    String[] settings = {"stage.class=LinearRegression", "promote.when=\"better(logLoss)\""};
    assertThat(nights.retrain(1, settings)).isEqualTo(65);
    assertThat(nights.err()).contains("logLoss needs probabilities of classes");
  }

  @Test
  void retrain_dayWithoutRowsAndAnOldModel_isStale() throws IOException {
    nights.retrain(1);
    assertThat(nights.retrain(25, "promote.maxAge=14", "exit.stale=12", "exit.noRows=9"))
        .isEqualTo(12);
    assertThat(nights.outcome(25)).isEqualTo("skipped");
  }

  @Test
  void retrain_refusedDay_isLeftOutOfLaterWindowsUntilItPasses() throws IOException {
    nights.retrain(1);
    assertThat(nights.retrain(2, "check.rows.min=5000")).isEqualTo(65);
    assertThat(nights.result(2).orElseThrow().path("outcome").asText()).isEqualTo("refused");
    nights.retrain(3);
    assertThat(nights.result(3).orElseThrow().path("days").toString()).doesNotContain("2026-11-02");
    assertThat(nights.result(3).orElseThrow().path("warnings").toString())
        .contains("rows of 2026-11-02 are left out");
    nights.retrain(2, "promote.order=any");
    nights.retrain(4);
    assertThat(nights.result(4).orElseThrow().path("days").toString()).contains("2026-11-02");
  }

  @Test
  void retrain_modeManual_waits() throws IOException {
    assertThat(nights.retrain(1, "promote.mode=manual")).isZero();
    assertThat(nights.outcome(1)).isEqualTo("ready");
    assertThat(nights.promotions()).isZero();
  }

  @Test
  void retrain_oldModelServes_isToldAfterItsAge() throws IOException {
    nights.retrain(1);
    nights.write(20, ROWS, 1);
    String[] settings = {
      "promote.maxAge=14 days", "exit.stale=12", "validate.holdout.rows.min=5000"
    };
    assertThat(nights.retrain(20, settings)).isEqualTo(12);
    assertThat(nights.result(20).orElseThrow().path("warnings").toString())
        .contains("the model that serves is of 2026-11-01, 19 days before this night");
  }

  @Test
  void retrain_rowsInTwoFilesInAnotherOrder_hasTheSameBitsAndVerdicts() throws IOException {
    nights.retrain(1);
    nights.retrain(2);
    Path other = Files.createDirectory(folder.resolve("other"));
    var moved = new Nights(other);
    for (int day = 1; day <= 2; day++) {
      List<String> lines = Files.readAllLines(nights.file(day));
      Files.createDirectory(moved.file(day));
      Files.write(moved.file(day).resolve("b.libsvm"), lines.subList(0, 100));
      Files.write(moved.file(day).resolve("a.libsvm"), lines.subList(100, ROWS));
    }
    moved.retrain(1);
    assertThat(moved.retrain(2)).as(moved.err()).isZero();
    for (int day = 1; day <= 2; day++) {
      JsonNode here = nights.result(day).orElseThrow();
      JsonNode there = moved.result(day).orElseThrow();
      assertThat(there.path("weightsSha256")).isEqualTo(here.path("weightsSha256"));
      assertThat(there.path("gates")).isEqualTo(here.path("gates"));
      assertThat(there.at("/inputs/fingerprint")).isEqualTo(here.at("/inputs/fingerprint"));
    }
  }

  @Test
  void retrain_warm_takesFewerPassesToTheSameModel() throws IOException {
    nights.retrain(1);
    nights.retrain(2);
    String cold = nights.result(2).orElseThrow().path("version").asText();
    nights.retrain(2, "run.again=true", "start=warm");
    JsonNode warm = nights.result(2).orElseThrow();
    assertThat(nights.record(warm.path("version").asText()).path("start").asText())
        .isEqualTo("warm");
    assertThat(nights.record(warm.path("version").asText()).path("passes").asDouble())
        .isLessThan(nights.record(cold).path("passes").asDouble());
  }

  @Test
  void retrain_warmNetwork_startsFromShrunkAndPerturbedWeights() throws IOException {
    String[] settings = {
      "stage={class = NetworkClassifier, params {network = \"dense(2)\", backend = core, maxIter = 0}}",
      "promote.guards=[]",
      "start=warm"
    };
    assertThat(nights.retrain(1, settings)).as(nights.err()).isZero();
    String first = weights(1);
    assertThat(nights.retrain(2, with(settings, "warm.shrink=1", "warm.perturb=0"))).isZero();
    assertThat(weights(2)).as(nights.out()).isEqualTo(first);
    assertThat(nights.retrain(3, settings)).as(nights.err()).isZero();
    assertThat(weights(3)).as(nights.out()).isNotEqualTo(first);
    assertThat(nights.retrain(4, with(settings, "warm.shrink=2"))).isEqualTo(2);
    assertThat(nights.err()).contains("warm.shrink must be from 0 to 1, was 2.0");
  }

  private static String[] with(String[] settings, String... more) {
    return Stream.of(settings, more).flatMap(Stream::of).toArray(String[]::new);
  }

  private String weights(int day) throws IOException {
    return nights.result(day).orElseThrow().path("weightsSha256").asText();
  }

  @Test
  void retrain_fromRecord_hasTheSameBitsOrSaysWhichDayChanged() throws IOException {
    nights.retrain(1);
    nights.retrain(2);
    nights.retrain(3);
    String version = nights.result(2).orElseThrow().path("version").asText();
    List<String> again = List.of("--from-record", version);
    assertThat(nights.retrain(again, 2)).as(nights.err()).isZero();
    assertThat(nights.out())
        .contains("the same bits", nights.result(2).orElseThrow().path("weightsSha256").asText());
    nights.write(1, ROWS - 1, 1);
    assertThat(nights.retrain(again, 2)).isEqualTo(65);
    assertThat(nights.err()).contains("cannot be repeated: day 2026-11-01 had");
    assertThat(nights.versions()).isEqualTo(3);
  }

  @Test
  void retrain_simulate_decidesEveryDayAndLeavesTheRegistryAlone() throws IOException {
    nights.write(3, ROWS, -1);
    assertThat(nights.retrain(List.of("--simulate", "4"), 4)).as(nights.err()).isZero();
    assertThat(nights.out().lines().filter(line -> line.startsWith("2026-11-"))).hasSize(4);
    assertThat(nights.out()).contains("2026-11-01   promoted");
    assertThat(nights.registry()).doesNotExist();
  }

  @Test
  void retrain_twoNightsAtOnce_makeOneChainOfPromotions() throws Exception {
    nights.retrain(1);
    ExecutorService two = Executors.newFixedThreadPool(2);
    try {
      List<Callable<Integer>> runs =
          List.of(() -> nights.other("a").retrain(2), () -> nights.other("b").retrain(3));
      for (Future<Integer> run : two.invokeAll(runs)) {
        assertThat(run.get()).isIn(0, 75);
      }
    } finally {
      two.shutdownNow();
    }
    assertThat(nights.outcome(3)).isEqualTo("promoted");
    assertThat(nights.result(3).orElseThrow().path("serves").asText()).startsWith("2026-11-03");
    assertThat(nights.outcome(2)).isIn("promoted", "kept");
    assertThat(nights.retrain(4)).isZero();
    assertThat(nights.result(4).orElseThrow().path("previous").asText()).startsWith("2026-11-03");
  }

  @Test
  void retrain_wrongSettings_areConfigurationErrors() throws IOException {
    assertThat(nights.retrain(1, "promote.when=[]")).isEqualTo(2);
    assertThat(nights.err()).contains("promote.when is empty");
    assertThat(nights.retrain(1, "promote.when=\"better(lossy)\"")).isEqualTo(2);
    assertThat(nights.err()).contains("promote.when: better(lossy): unknown metric lossy");
    assertThat(nights.retrain(1, "promote.guards=\"not-worse(auc, 0.1, slice = *)\"")).isEqualTo(2);
    assertThat(nights.err()).contains("looks at slices, and validate.slices is empty");
    assertThat(
            nights.retrain(
                1, "validate.slices=[channel]", "promote.when=\"better(auc, slice = chanel)\""))
        .isEqualTo(2);
    assertThat(nights.err()).contains("validate.slices has no chanel; did you mean channel?");
    assertThat(nights.retrain(1, "promote.anchor.version=current")).isEqualTo(2);
    assertThat(nights.retrain(1, "run.id=null")).isEqualTo(2);
    assertThat(nights.err()).contains("run.id is not set");
    for (String day : List.of("2026-02-31", "2026-13-01T03")) {
      assertThat(nights.retrain(1, "run.id=" + day)).isEqualTo(2);
      assertThat(nights.err()).contains("run.id = " + day + " begins with a day that there is not");
    }
    assertThat(nights.retrain(1, "run.id=nightly")).isEqualTo(2);
    assertThat(nights.err()).contains("run.id = nightly does not begin with a date");
    assertThat(nights.retrain(1, "data.new=\"" + folder + "/{day}-{date}.libsvm\"")).isEqualTo(2);
    assertThat(nights.err()).contains("data.new: there is no placeholder {date}");
    assertThat(nights.retrain(1, "data.options.timestampAsOf=\"2026-02-31\"")).isEqualTo(2);
    assertThat(nights.retrain(1, "data.options.versionAsOf=\"{days}\"")).isEqualTo(2);
    assertThat(nights.registry()).doesNotExist();
    assertThat(nights.retrain(1, "data.train=x")).isEqualTo(2);
    assertThat(nights.err()).contains("data.train does not go with retrain");
    assertThat(nights.retrain(1, "data.split.first=3")).isEqualTo(2);
    assertThat(nights.retrain(1, "retention.versions=0")).isEqualTo(2);
    assertThat(nights.retrain(1, "promote.anchor.when=\"changed(0.1)\"")).isEqualTo(2);
    assertThat(nights.err()).contains("promote.anchor.when takes not-worse(...) and better(...)");
  }
}
