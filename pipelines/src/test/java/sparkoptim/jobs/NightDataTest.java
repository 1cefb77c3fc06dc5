// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.jobs.window.ModelPins;
import sparkoptim.jobs.window.NightDay;
import sparkoptim.jobs.window.NightRows;
import sparkoptim.jobs.window.RunId;
import sparkoptim.jobs.window.WindowSettings;

final class NightDataTest {
  private static final String[] CSV = {"data.format=csv", "data.history.days=3"};

  @TempDir private Path folder;

  @Test
  void read_keysOfManyNights_stayOnTheirSide() throws IOException {
    for (int day = 1; day <= 4; day++) {
      day(day, users(40, day));
    }
    Set<Object> trained = new HashSet<>();
    Set<Object> heldOut = new HashSet<>();
    for (int day = 2; day <= 4; day++) {
      try (NightData night = read(day, "data.key=user").orElseThrow()) {
        trained.addAll(values(night.data().train().select("user").collectAsList()));
        heldOut.addAll(values(night.data().test().orElseThrow().select("user").collectAsList()));
      }
    }
    assertThat(trained).hasSizeGreaterThan(20).doesNotContainAnyElementsOf(heldOut);
    assertThat(heldOut).hasSizeBetween(3, 15);
    assertThat(trained.size() + heldOut.size()).isEqualTo(40);
  }

  @Test
  void read_sameRowsInOtherFilesAndOrder_giveTheSamePrintsAndSides() throws IOException {
    String rows = "label,x,user\n0,1,a\n1,2,b\n0,3,c\n1,4.5,d\n1,6,e\n0,7,f\n1,8,g\n";
    day(1, rows);
    List<Object> one = sides(1);
    Path day = folder.resolve("day=2026-11-01");
    Files.delete(day.resolve("rows.csv"));
    Files.writeString(day.resolve("b.csv"), "user,label,x\ng,1,8\nc,0,3\na,0,1\n");
    Files.writeString(day.resolve("a.csv"), "x,label,user\n6,1,e\n2,1,b\n4.5,1,d\n7,0,f\n");
    assertThat(sides(1)).isEqualTo(one);
  }

  @Test
  void read_typeInferredFromAnotherNight_keepsTheSides() throws IOException {
    StringBuilder whole = new StringBuilder("label,x\n");
    for (int i = 0; i < 60; i++) {
      whole.append(i % 2).append(',').append(i).append('\n');
    }
    day(1, whole.toString());
    List<Object> integers = sides(1);
    day(1, whole + "1,0.5\n");
    List<Object> doubles = sides(1);
    List<String> held = texts(integers.get(1));
    assertThat(texts(doubles.get(1))).containsAll(held);
    assertThat(texts(doubles.get(1)).size() - held.size()).isBetween(0, 1);
  }

  @Test
  void read_noFileOrEmptyOne_isNoNight() throws IOException {
    day(1, users(10, 1));
    assertThat(read(2)).isEmpty();
    Files.createDirectories(folder.resolve("day=2026-11-02"));
    assertThat(read(2)).isEmpty();
    Files.writeString(folder.resolve("day=2026-11-02/rows.csv"), "");
    Files.writeString(folder.resolve("day=2026-11-02/_SUCCESS"), "x");
    assertThat(read(2)).isEmpty();
    Files.writeString(folder.resolve("day=2026-11-02/rows.csv"), "user,label,x\n");
    assertThat(read(2)).isEmpty();
  }

  @Test
  void read_daysThatAreMissing_areToldOrRefused() throws IOException {
    day(1, users(10, 1));
    day(4, users(10, 4));
    try (NightData night = read(4).orElseThrow()) {
      assertThat(night.warnings())
          .containsExactly("data.history: there are no rows of 2026-11-03, 2026-11-02");
      assertThat(night.days().stream().map(day -> day.day().name()))
          .containsExactly("2026-11-04", "2026-11-01");
    }
    assertThatThrownBy(() -> read(4, "data.history.missing=refuse"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no rows of 2026-11-03, 2026-11-02");
    assertThatThrownBy(() -> read(4, "data.history.min=2"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 days are there, and data.history.min = 2");
    try (NightData night = read(4, "data.history.missing=ignore").orElseThrow()) {
      assertThat(night.warnings()).isEmpty();
    }
  }

  @Test
  void read_allDays_areThoseBefore() throws IOException {
    for (int day : new int[] {1, 3, 9, 12}) {
      day(day, users(10, day));
    }
    Files.createDirectories(folder.resolve("day=2026-13-99"));
    try (NightData night = read(9, "data.history.days=all").orElseThrow()) {
      assertThat(night.days().stream().map(day -> day.day().age())).containsExactly(0, 6, 8);
    }
  }

  @Test
  void read_decay_weighsByAge() throws IOException {
    day(1, users(20, 1));
    day(3, users(20, 3));
    try (NightData night =
        read(3, "data.decay.halfLife=2 days", "validate.holdout.days=1").orElseThrow()) {
      assertThat(night.weightColumn()).contains(NightData.DECAY);
      Set<Object> weights =
          new TreeSet<>(values(night.data().train().select(NightData.DECAY).collectAsList()));
      assertThat(weights).containsExactly(0.5, 1.0);
      assertThat(night.data().train().where("x >= 300").select(NightData.DECAY).distinct().head())
          .extracting(row -> row.getDouble(0))
          .isEqualTo(1.0);
    }
  }

  @Test
  void read_decayOfAStagesWeights_multipliesThem() throws IOException {
    day(1, "label,x,w\n0,1,3\n1,2,3\n0,3,3\n1,5,3\n0,6,3\n1,7,3\n");
    day(2, "label,x,w\n0,11,5\n1,12,5\n0,13,5\n1,15,5\n0,16,5\n1,17,5\n");
    var settings = settings(2, "data.decay.halfLife=1");
    try (NightData night =
        NightData.read(
                TestSession.get(),
                settings.data,
                settings.window,
                settings.id,
                Optional.empty(),
                true,
                Optional.of("w"))
            .orElseThrow()) {
      assertThat(new TreeSet<>(values(night.data().train().select("w").collectAsList())))
          .containsExactly(1.5, 5.0);
    }
  }

  @Test
  void read_newestRows_areThoseAtTheEndOrByTheirTime() throws IOException {
    day(1, users(10, 1));
    StringBuilder rows = new StringBuilder("label,x,t\n");
    for (int i = 0; i < 10; i++) {
      rows.append(i % 2)
          .append(',')
          .append(i)
          .append(",2026-11-02 0")
          .append(9 - i)
          .append(":00:00\n");
    }
    day(2, rows.toString());
    try (NightData night =
        read(2, "validate.holdout.by=time", "data.history.days=null").orElseThrow()) {
      assertThat(
              new TreeSet<>(values(night.data().test().orElseThrow().select("x").collectAsList())))
          .containsExactly(8, 9);
    }
    try (NightData night =
        read(2, "validate.holdout.by=time", "validate.holdout.column=t", "data.history.days=null")
            .orElseThrow()) {
      assertThat(
              new TreeSet<>(values(night.data().test().orElseThrow().select("x").collectAsList())))
          .containsExactly(0, 1);
      assertThat(night.data().train().count()).isEqualTo(8);
    }
  }

  @Test
  void read_newestRowsThatShareATime_areHeldOutTogetherAndTold() throws IOException {
    StringBuilder rows = new StringBuilder("label,x,t\n");
    for (int i = 0; i < 10; i++) {
      rows.append(i % 2).append(',').append(i).append(",2026-11-0").append(1 + i / 5).append('\n');
    }
    day(2, rows.toString());
    try (NightData night =
        read(2, "validate.holdout.by=time", "validate.holdout.column=t", "data.history.days=null")
            .orElseThrow()) {
      assertThat(night.data().test().orElseThrow().count()).isEqualTo(5);
      assertThat(night.warnings())
          .containsExactly(
              "validate.holdout.column = t: 5 of the 10 new rows are held out, not 2: they share one"
                  + " time");
    }
  }

  @Test
  void read_holdoutOfDays_isOfTheNewestOnly() throws IOException {
    for (int day = 1; day <= 4; day++) {
      day(day, users(60, day));
    }
    try (NightData night = read(4, "validate.holdout.days=2").orElseThrow()) {
      assertThat(
              new TreeSet<>(
                  values(night.data().test().orElseThrow().select(NightRows.DAY).collectAsList())))
          .containsExactly("2026-11-03", "2026-11-04");
      long training = night.days().stream().mapToLong(day -> day.training().rows()).sum();
      assertThat(night.data().train().count()).isEqualTo(training);
      assertThat(training).isLessThan(240 - night.data().test().orElseThrow().count());
      assertThat((double) training / 240).isCloseTo(0.8, within(0.1));
    }
  }

  @Test
  void read_libsvmOfOtherWidths_takesTheWidest() throws IOException {
    Files.writeString(dayFile(1, "rows.libsvm"), "0 1:1 5:2\n1 2:1\n0 3:1\n1 4:1\n0 1:3\n1 5:1\n");
    Files.writeString(dayFile(2, "rows.libsvm"), "0 1:1 3:2\n1 2:1\n0 3:1\n1 1:1\n0 1:3\n1 3:1\n");
    String[] libsvm = {"data.format=libsvm", "data.history.days=1"};
    try (NightData night = read(settings(2, libsvm), Optional.empty()).orElseThrow()) {
      assertThat(FeaturesColumn.dimension(night.data().train().schema())).contains(5);
    }
    ModelPins parent =
        new ModelPins("label", List.of(), Optional.of(9), List.of(), new StructType(), List.of());
    try (NightData night = read(settings(2, libsvm), Optional.of(parent)).orElseThrow()) {
      assertThat(FeaturesColumn.dimension(night.data().train().schema())).contains(9);
      assertThat(night.data().train().head().<org.apache.spark.ml.linalg.Vector>getAs(1).size())
          .isEqualTo(9);
    }
  }

  @Test
  void read_labelsOfAParent_keepTheirCodes() throws IOException {
    day(1, "label,x\nb,1\nc,2\nb,3\nc,5\nb,6\nc,7\nb,8\nc,9\n");
    var settings = settings(1, "data.relabel=sorted");
    ModelPins parent = pinned("a", "b", "c");
    try (NightData night = read(settings, Optional.of(parent)).orElseThrow()) {
      assertThat(new TreeSet<>(values(night.data().train().select("label").collectAsList())))
          .containsExactly(1.0, 2.0);
    }
    assertThatThrownBy(() -> read(settings, Optional.of(pinned("a", "b"))))
        .isInstanceOf(UnfitRowsException.class)
        .hasMessageContaining("column label has labels that the parent model has not: [c]");
    try (NightData night =
        read(settings(1, "data.relabel=sorted", "data.labels=grow"), Optional.of(pinned("c", "x")))
            .orElseThrow()) {
      assertThat(night.data().labels().orElseThrow().values()).containsExactly("c", "x", "b");
    }
  }

  @Test
  void read_columnOfAnotherKindInHistory_isRefused() throws IOException {
    day(1, "label,x\n" + "0,one\n1,two\n".repeat(5));
    day(2, users(30, 2).replace("user,label,x", "u,label,x"));
    assertThatThrownBy(() -> read(2))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "column x is of type int on the new day, and of type string on a day of data.history");
  }

  @Test
  void read_keyOfAllFeatures_isNotLookedAtForDrift() throws IOException {
    day(2, users(30, 2));
    try (NightData night = read(2, "data.key=user", "data.features=all").orElseThrow()) {
      assertThat(night.newRows().columns()).containsExactly("label", "x");
    }
    try (NightData night = read(2, "data.key=user").orElseThrow()) {
      assertThat(night.newRows().columns()).containsExactly("user", "label", "x");
    }
  }

  @Test
  void read_columnWithoutValuesOnADay_isOfTheTypeOfOtherDays() throws IOException {
    for (int[] days : new int[][] {{1, 2}, {2, 1}}) {
      day(days[0], users(30, 1));
      day(days[1], users(30, 2).replaceAll(",\\d+\n", ",\n"));
      try (NightData night = read(2).orElseThrow()) {
        assertThat(night.data().train().schema().apply("x").dataType().sql()).isEqualTo("INT");
        assertThat(night.days()).hasSize(2);
      }
    }
  }

  @Test
  void read_codesThatLookLikeNumbers_areTextsWhereTheParentsAre() throws IOException {
    StringBuilder rows = new StringBuilder("label,x,n\n");
    for (int i = 0; i < 40; i++) {
      rows.append(i % 2).append(i % 2 == 0 ? ",01," : ",1,").append(i).append('\n');
    }
    day(2, rows.toString());
    ModelPins parent =
        new ModelPins(
            "label",
            List.of(),
            Optional.empty(),
            List.of(),
            new StructType().add("x", DataTypes.StringType),
            List.of("x"));
    Night night = settings(2);
    Night known = new Night(night.data().like(parent), night.window(), night.id());
    try (NightData read = read(known, Optional.of(parent)).orElseThrow()) {
      assertThat(values(read.newRows().select("x").distinct().orderBy("x").collectAsList()))
          .containsExactly("01", "1");
    }
  }

  @Test
  void read_labelsThatAreRefused_areUnfitWhereThoseBeforeAreNot() throws IOException {
    String relabel = "data.relabel=sorted";
    day(1, users(40, 1));
    day(2, users(40, 2) + "u7,,1\n");
    assertThat(refusal(2, relabel)).isInstanceOf(UnfitRowsException.class);
    day(1, users(40, 1) + "u7,,1\n");
    assertThat(refusal(2, relabel)).isExactlyInstanceOf(ContentException.class);
    day(2, users(40, 2));
    assertThat(refusal(2, relabel)).isExactlyInstanceOf(ContentException.class);
    day(1, users(40, 1));
    day(2, users(40, 2).replaceAll(",[01],", ",2026-11-02,"));
    assertThat(refusal(2, relabel, "data.history.days=null"))
        .isExactlyInstanceOf(JobException.class)
        .hasMessageContaining("is of type date");
  }

  @Test
  void read_rowsThatCannotBeRead_areUnfitAndSettingsAreNot() throws IOException {
    day(1, users(40, 1));
    day(2, "user,label,x\nu1,1\n");
    assertThat(refusal(2)).isInstanceOf(UnfitRowsException.class);
    assertThat(refusal(2, "data.schema=\"user STRING, label INT, x BINARY\""))
        .isExactlyInstanceOf(JobException.class);
    day(1, "user,label,x\nu1,1\n");
    day(2, users(40, 2));
    assertThat(refusal(2)).isExactlyInstanceOf(ContentException.class);
  }

  private Throwable refusal(int day, String... settings) {
    return catchThrowable(() -> read(day, settings));
  }

  private static ModelPins pinned(Object... labels) {
    return new ModelPins(
        "label",
        List.of(labels),
        Optional.empty(),
        List.of(),
        new StructType().add("x", DataTypes.IntegerType),
        List.of("x"));
  }

  private List<Object> sides(int day) throws IOException {
    try (NightData night = read(day, "data.history.days=null").orElseThrow()) {
      List<String> held = new ArrayList<>();
      for (Row row : night.data().test().orElseThrow().select("label", "x").collectAsList()) {
        held.add(((Number) row.get(0)).doubleValue() + " " + ((Number) row.get(1)).doubleValue());
      }
      held.sort(null);
      NightDay found = night.days().get(0);
      return List.of(found.training().fingerprint(), held, found.training().values());
    }
  }

  @SuppressWarnings("unchecked") // of sides
  private static List<String> texts(Object side) {
    return (List<String>) side;
  }

  private static List<Object> values(List<Row> rows) {
    return rows.stream().map(row -> row.get(0)).toList();
  }

  /** Rows of as many users; a user is the same on every day. */
  private static String users(int count, int day) {
    StringBuilder rows = new StringBuilder("user,label,x\n");
    for (int user = 0; user < count; user++) {
      rows.append("u").append(user).append(',').append(user % 2).append(',');
      rows.append(100 * day + user).append('\n');
    }
    return rows.toString();
  }

  private void day(int day, String rows) throws IOException {
    Files.writeString(dayFile(day, "rows.csv"), rows);
  }

  private Path dayFile(int day, String name) throws IOException {
    return Files.createDirectories(folder.resolve("day=2026-11-%02d".formatted(day))).resolve(name);
  }

  private record Night(DataSettings data, WindowSettings window, RunId id) {}

  private Night settings(int day, String... settings) {
    List<String> all = new ArrayList<>(List.of(CSV));
    all.add("data.new=\"" + folder + "/day={day}\"");
    all.addAll(List.of(settings));
    Keys keys = new Keys(Overrides.parse(all).withFallback(JobConfig.reference()).resolve());
    return new Night(
        DataSettings.of(keys), WindowSettings.of(keys), new RunId("2026-11-%02d".formatted(day)));
  }

  private Optional<NightData> read(int day, String... settings) {
    return read(settings(day, settings), Optional.empty());
  }

  private static Optional<NightData> read(Night night, Optional<ModelPins> parent) {
    return NightData.read(
        TestSession.get(), night.data, night.window, night.id, parent, true, Optional.empty());
  }
}
