// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import sparkoptim.jobs.DataException;
import sparkoptim.jobs.JobException;
import sparkoptim.jobs.Keys;
import sparkoptim.jobs.check.CheckResult.Status;
import sparkoptim.jobs.check.Checks.LabelKind;
import sparkoptim.jobs.window.ModelPins;

/** Nights that went wrong without a word, each as what a check says of it. */
final class ChecksTest {
  private static final List<Object[]> YESTERDAY = Nights.people(1, 1_085);
  private static final List<Object[]> TODAY = Nights.people(2, 1_085);
  private static final ModelPins PARENT =
      new ModelPins(
          "label",
          List.of(),
          Optional.empty(),
          List.of(),
          Nights.SCHEMA,
          List.of("label", "age", "hours", "job"));

  @Test
  void results_nightLikeOthers_pass() {
    assertThat(results(TODAY)).extracting(CheckResult::status).containsOnly(Status.PASS);
  }

  @Test
  void results_oneClass_saysWhichHasNoRows() {
    List<Object[]> ones = TODAY.stream().filter(row -> row[0].equals(1.0)).toList();
    assertThat(blocked(results(ones))).contains("class 0 has no rows");
    // nobody knows yet which classes there are
    assertThat(blocked(first(ones))).contains("class 0 has no rows");
    List<Object[]> zeros = TODAY.stream().filter(row -> row[0].equals(0.0)).toList();
    assertThat(blocked(first(zeros))).contains("all rows are of class 0");
    assertThat(blocked(results(zeros))).contains("class 1 has no rows");
  }

  @Test
  void results_firstNightOfLabelsThatAreRecoded_needNotBeginAtZero() {
    Profile now = Nights.profile(changed(0, label -> 1 + (Double) label));
    var codes =
        new Checks(settings(), now, Optional.empty(), List.of(), Optional.empty(), LabelKind.CODES);
    assertThat(blocked(codes.results(Nights.SCHEMA))).contains("class 0 has no rows");
    var values =
        new Checks(
            settings(), now, Optional.empty(), List.of(), Optional.empty(), LabelKind.VALUES);
    assertThat(blocked(values.results(Nights.SCHEMA))).isEmpty();
  }

  @Test
  void results_classOfTheParentWithoutRows_isNamedByItsLabel() {
    ModelPins parent =
        new ModelPins(
            "label", List.of(0L, 1L, "x"), Optional.empty(), List.of(), Nights.SCHEMA, List.of());
    assertThat(blocked(checks(parent, TODAY).results(Nights.SCHEMA)))
        .containsExactly("class x has no rows");
  }

  @Test
  void results_cutFile_isFewRows() {
    assertThat(blocked(results(TODAY.subList(0, 287))))
        .containsExactly(
            "287 rows, 0.26 of the median of 3 nights, outside of check.rows.ratio = [0.5, 2]");
    assertThat(blocked(first(TODAY.subList(0, 150))))
        .contains("150 rows, fewer than check.rows.min = 200");
  }

  @Test
  void results_allRowsTwice_areDuplicates() {
    List<Object[]> twice = new ArrayList<>(TODAY);
    twice.addAll(TODAY);
    assertThat(blocked(results(twice)))
        .anyMatch(sentence -> sentence.startsWith("duplicates: a share of 0.5"));
  }

  @Test
  void results_flippedLabels_areAnotherShare() {
    assertThat(blocked(results(changed(0, label -> 1 - (Double) label))))
        .anyMatch(sentence -> sentence.contains("class 1 has a share of 0.7"));
  }

  @Test
  void results_hoursAsMinutes_nameColumnAndFactor() {
    assertThat(blocked(results(changed(2, hours -> 60 * (Double) hours))))
        .singleElement()
        .asString()
        .matches("drift: hours PSI \\d(\\.\\d)? \\(0\\.\\d+ without drift\\), median x 60; .*");
  }

  @Test
  void results_missingValues_areTold() {
    assertThat(blocked(results(changed(1, age -> (Integer) age < 30 ? null : age))))
        .anyMatch(
            sentence -> sentence.matches("share of missing values: age 0\\.\\d+, before 0; .*"));
    assertThat(blocked(results(changed(2, hours -> Double.NaN))))
        .anyMatch(sentence -> sentence.startsWith("share of missing values: hours 1, before 0"));
  }

  @Test
  void results_columns_addedRemovedRenamedRetypedReordered() {
    StructType schema = Nights.SCHEMA;
    assertThat(schema(schema.add("extra", "int")))
        .isEqualTo(pass("new columns, which no stage reads: extra", List.of("extra")));
    assertThat(schema(without(schema, "hours")).sentence())
        .isEqualTo("column hours, which the parent model reads, is missing");
    assertThat(schema(without(schema, "hours").add("hour", "double")).sentence())
        .isEqualTo("column hours, which the parent model reads, is missing; did you mean hour?");
    assertThat(schema(without(schema, "hours").add("weekly", "double")).sentence())
        .isEqualTo("column hours, which the parent model reads, is missing; new is weekly");
    assertThat(schema(without(schema, "hours").add("hours", "string")).status())
        .isEqualTo(Status.BLOCK);
    assertThat(schema(without(schema, "hours").add("hours", "int")).status())
        .isEqualTo(Status.PASS);
    assertThat(schema(without(schema, "gain")).status()).isEqualTo(Status.PASS); // not read
  }

  @Test
  void onFailure_ofAllOrOne_warnsOrIsOff() {
    List<Object[]> cut = TODAY.subList(0, 287);
    assertThat(CheckResult.of(results(cut, "check.onFailure=warn"), Status.BLOCK)).isEmpty();
    assertThat(CheckResult.of(results(cut, "check.rows.onFailure=warn"), Status.WARN)).hasSize(1);
    assertThat(results(cut, "check.rows.onFailure=off"))
        .noneMatch(result -> result.check().equals("rows"));
    List<Object[]> minutes = changed(2, hours -> 60 * (Double) hours);
    assertThat(blocked(results(minutes, "check.drift.columns.hours=off"))).isEmpty();
    assertThat(blocked(results(minutes, "check.drift.columns.hours=50"))).isEmpty();
  }

  @Test
  void settings_wrongValues_areRefused() {
    assertThatThrownBy(() -> settings("check.rows.ratio=[2, 0.5]"))
        .isInstanceOf(JobException.class)
        .hasMessage("check.rows.ratio must be two numbers [least, most], was [2, 0.5]");
    assertThatThrownBy(() -> settings("check.onFailure=sotp"))
        .hasMessageContaining("did you mean stop?");
    assertThatThrownBy(() -> settings("check.drift.columns.x=low"))
        .hasMessage("check.drift.columns.x must be a limit, or off, was low");
  }

  @Test
  void profile_asJson_isTheSame() {
    Profile profile = Nights.profile(YESTERDAY);
    Profile read = Profile.of("p.json", profile.json());
    assertThat(read.columns()).isEqualTo(profile.columns());
    assertThat(read.labels()).isEqualTo(profile.labels());
    assertThat(read.rows()).isEqualTo(1_085);
    assertThat(Drift.between(read, Nights.profile(TODAY)))
        .isEqualTo(Drift.between(profile, Nights.profile(TODAY)));
    assertThatThrownBy(
            () -> Profile.of("p.json", "{".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(DataException.class)
        .hasMessage("p.json is damaged: it is not the profile of rows");
  }

  private static List<Object[]> changed(int column, UnaryOperator<Object> change) {
    List<Object[]> rows = new ArrayList<>();
    for (Object[] row : TODAY) {
      Object[] other = row.clone();
      other[column] = change.apply(row[column]);
      rows.add(other);
    }
    return rows;
  }

  private static StructType without(StructType schema, String name) {
    StructType others = new StructType();
    for (var field : schema.fields()) {
      others = field.name().equals(name) ? others : others.add(field);
    }
    return others;
  }

  private static CheckResult schema(StructType schema) {
    return checks(PARENT, TODAY).results(schema).stream()
        .filter(result -> result.check().equals("schema"))
        .findFirst()
        .orElseThrow();
  }

  private static CheckResult pass(String sentence, List<String> added) {
    return new CheckResult("schema", Status.PASS, sentence, java.util.Map.of("added", added));
  }

  private static List<String> blocked(List<CheckResult> results) {
    return CheckResult.of(results, Status.BLOCK).stream().map(CheckResult::sentence).toList();
  }

  private static List<CheckResult> results(List<Object[]> rows, String... settings) {
    return checks(PARENT, rows, settings).results(Nights.SCHEMA);
  }

  private static List<CheckResult> first(List<Object[]> rows) {
    Profile now = Nights.profile(rows);
    return new Checks(
            settings(), now, Optional.empty(), List.of(), Optional.empty(), LabelKind.CODES)
        .results(Nights.SCHEMA);
  }

  private static Checks checks(ModelPins parent, List<Object[]> rows, String... settings) {
    Profile yesterday = Nights.profile(YESTERDAY);
    return new Checks(
        settings(settings),
        Nights.profile(rows),
        Optional.of(Profile.of("x", yesterday.json())),
        List.of(
            yesterday,
            Nights.profile(Nights.people(5, 1_085)),
            Nights.profile(Nights.people(6, 1_200))),
        Optional.of(parent),
        LabelKind.CODES);
  }

  private static CheckSettings settings(String... settings) {
    var reference = ConfigFactory.parseResources(Keys.class, "reference.conf").resolve();
    return CheckSettings.of(
        new Keys(
            ConfigFactory.parseString(String.join("\n", settings))
                .withFallback(reference)
                .resolve()));
  }
}
